'use client';

import { IconCalendarEvent, IconCircleDashed, IconKey } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { Moment } from '#app/ui/moment.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import { useNow } from '#app/ui/use-now.ts';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { secretRule } from '#lib/providers/schema.ts';
import { ComingRow } from './coming-row.tsx';
import { type Coming, comingUp } from './coming-up.ts';
import classes from './connections.module.css';
import { NextToken, UnansweredToken } from './next-token.tsx';
import { ReplaceSecretButton } from './replace-secret-button.tsx';
import { RetryButton } from './retry-button.tsx';
import { useSecretEnd } from './use-secret-end.ts';

type Grant = NonNullable<ConnectionView['grant']>;
type Props = { connection: ConnectionView; grant: Grant };

/** What happens next by itself, and what a person should see to before it is too late. */
export function ComingUpList({ connection, grant }: Props) {
  const now = useNow();
  // Whether something is due yet is told once this page runs; until then it is as it was at the last renewal.
  const coming = comingUp({ ...connection, grant }, now ?? Date.parse(grant.lastRefreshAt ?? connection.updatedAt));
  return (
    <ul className={classes.coming}>
      {coming.map((item) => (
        <ComingItem key={item.kind} item={item} connection={connection} />
      ))}
    </ul>
  );
}

function ComingItem({ item, connection }: { item: Coming; connection: ConnectionView }) {
  const t = useTranslations('console.comingUp');
  const { may } = useTenant();
  switch (item.kind) {
    case 'secret':
      return <SecretItem item={item} connection={connection} />;
    case 'named':
    case 'unused':
    case 'over':
      return (
        <ComingRow
          tone={item.tone}
          icon={<IconCalendarEvent size={16} />}
          text={
            <>
              {t(item.kind)} <Moment at={item.at} />
            </>
          }
        >
          {/* A named end has a note of its own, with this button. */}
          {item.kind !== 'named' && item.tone !== 'off' && may('connections:admin') && connection.problem === null && (
            <RetryButton connection={connection} step="reconnect" variant="default" size="xs" />
          )}
        </ComingRow>
      );
    case 'renewal':
    case 'exercise':
    case 'retry':
      return <NextToken item={item} connection={connection} />;
    case 'unanswered':
      return <UnansweredToken item={item} connection={connection} />;
    default:
      return (
        <ComingRow
          tone="off"
          icon={<IconCircleDashed size={16} />}
          text={t(item.kind, { provider: connection.providerLabel })}
        />
      );
  }
}

type SecretProps = { item: Extract<Coming, { kind: 'secret' }>; connection: ConnectionView };

function SecretItem({ item, connection }: SecretProps) {
  const t = useTranslations('console.comingUp');
  const end = useSecretEnd(item.endsAt);
  // A problem with the secret has that button of its own.
  const isSaid = connection.problem?.fields.includes('clientSecret');
  const mayReplace = item.tone !== 'off' && !isSaid && connection.stage !== 'retired';
  return (
    <ComingRow
      tone={item.tone}
      icon={<IconKey size={16} />}
      text={
        end &&
        t(end.days < 0 ? 'secretEnded' : 'secret', {
          label: secretRule(connection).label,
          distance: end.distance,
          day: end.day,
        })
      }
    >
      {mayReplace && <ReplaceSecretButton connection={connection} />}
    </ComingRow>
  );
}
