'use client';

import { Button, Divider, Group, Paper, Text } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { RedirectUrl } from '#app/ui/connect/redirect-url.tsx';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { HelpLink } from '#app/ui/help/help-link.tsx';
import { Moment } from '#app/ui/moment.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { secretRule } from '#lib/providers/schema.ts';
import { lacksSecret } from './has-grant.ts';
import { settingsPath } from './settings-path.ts';
import { useConnect } from './use-connection-action.ts';

/**
 * The way to the grant: for settings that are saved and have none yet, for somebody who went to the consent screen and
 * did not come back, and for a secret that was forgotten. A provider that does not know the redirect URL sends nobody
 * back to say so: it stands here, to be compared.
 */
export function ConnectCard({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console.connectCard');
  const { slug } = useTenant();
  const connect = useConnect(connection.id);
  const { consentPendingSince } = connection;
  const kind = lacksSecret(connection) ? 'no_secret' : consentPendingSince ? 'pending' : tokenKindOf(connection);
  const provider = connection.providerLabel;
  const secret = secretRule(connection).name;
  return (
    <Paper withBorder p={{ base: 'md', sm: 'lg' }} className="mg-next">
      <Group justify="space-between" gap="md">
        <div style={{ flex: '1 1 320px', minWidth: 0, overflowWrap: 'anywhere' }}>
          <Text fw={600}>{t(`${kind}.title`, { provider })}</Text>
          <Text size="sm" c="dimmed" component="div">
            {t(`${kind}.text`, {
              provider,
              secret,
              address: connection.senderAddress,
              grantKind: connection.grantKind,
            })}
            {kind === 'pending' && consentPendingSince && (
              <>
                {' '}
                <Moment at={consentPendingSince} />.
              </>
            )}
          </Text>
        </div>
        {kind === 'no_secret' ? (
          <Button size="md" component={Link} href={settingsPath(slug, connection)}>
            {t('no_secret.action', { secret })}
          </Button>
        ) : (
          <Button
            size="md"
            loading={connect.isPending || Boolean(connect.data?.authorizeUrl)}
            onClick={() => connect.mutate()}
          >
            {t(`${kind}.action`, { provider })}
          </Button>
        )}
      </Group>
      {connect.isError && (
        <div style={{ marginTop: 12 }}>
          <ErrorNote error={connect.error} />
        </div>
      )}
      {(kind === 'pending' || kind === 'authorization_code') && <WhereItGoes connection={connection} />}
    </Paper>
  );
}

/** Without a token to get there is nothing to connect: what is saved can be tried and activated at once. */
function tokenKindOf({ grantKind }: ConnectionView) {
  return grantKind === 'client_credentials' ? 'client_credentials' : 'authorization_code';
}

function WhereItGoes({ connection }: { connection: ConnectionView }) {
  const t = useTranslations(`guide.${connection.provider}`);
  const tr = useTranslations('console.redirect');
  return (
    <>
      <Divider my="md" />
      <RedirectUrl url={connection.redirectUrl} isBeside />
      <Text size="sm" mt={8}>
        {t.rich('redirect_url.where', { b: (text) => <strong>{text}</strong> })}{' '}
        <HelpLink topic="redirect-mismatch">{tr('mismatch')}</HelpLink>
      </Text>
    </>
  );
}
