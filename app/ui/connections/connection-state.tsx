'use client';

import { Group, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Moment } from '#app/ui/moment.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { secretRule } from '#lib/providers/schema.ts';
import { conditionOf } from './connection-condition.ts';
import { HealthAnnouncer } from './health-announcer.tsx';
import { HealthPill } from './health-pill.tsx';
import { serverName } from './server-name.ts';
import { StillSends } from './still-sends.tsx';

/** On its own page, whose heading names the mailbox, the connection says its stage and how it signs in. */
type Props = { connection: ConnectionView; isOwnPage?: boolean };

/** State first: one word, whose mailbox, and what that means, in two lines. */
export function ConnectionState({ connection, isOwnPage }: Props) {
  const t = useTranslations('console');
  const { may } = useTenant();
  const { stage, health, lastTest, provider, providerLabel } = connection;
  const signsIn = t(`grantKind.${connection.grantKind}`, { provider });
  // Who may send one reads of the last beside the button.
  const saysLastTest = stage !== 'retired' && health === 'working' && !may('connections:test');
  return (
    <div style={{ minWidth: 0 }}>
      <Group gap="xs" mb={8}>
        <HealthPill connection={connection} />
        {isOwnPage && stage !== 'retired' && <span className="mg-stage">{t(`stage.${stage}`)}</span>}
        <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
          {providerLabel} · {isOwnPage ? signsIn : connection.senderAddress}
        </Text>
      </Group>
      <Text size="sm" c="dimmed" component="div" style={{ overflowWrap: 'anywhere' }}>
        {stage !== 'retired' &&
          t('state.sendsAs', {
            grantKind: connection.grantKind,
            name: connection.senderName,
            server: connection.endpoints.smtpHost,
            through: t(`through.${connection.transport}`),
          })}{' '}
        {t.rich(`health.${conditionOf(connection)}.meaning`, {
          provider: serverName(connection),
          grantKind: connection.grantKind,
          secret: secretRule(connection).name,
          at: () => <Instant at={stage === 'retired' ? connection.retiredAt : connection.signedInAt} />,
        })}{' '}
        <StillSends until={connection.sendsUntil} />{' '}
        {saysLastTest && lastTest?.kind === 'accepted' && (
          <>
            {t('state.lastTest')} <Moment at={lastTest.at} />.
          </>
        )}
      </Text>
      <HealthAnnouncer connection={connection} />
    </div>
  );
}

function Instant({ at }: { at: string | null }) {
  return at && <Moment at={at} />;
}
