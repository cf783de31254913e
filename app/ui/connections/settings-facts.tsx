'use client';

import { Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { providerRules } from '#lib/providers/schema.ts';
import { AuthorizationFacts } from './authorization-facts.tsx';
import { asksForTokens } from './has-grant.ts';
import { OwnSettings } from './own-settings.tsx';
import { RouteFacts } from './route-facts.tsx';
import { SecretFact } from './secret-fact.tsx';
import { ServerFacts } from './server-facts.tsx';

/** How the connection is set up, without its secrets. What a mail server alone is shown stands beside (`SignInFacts`). */
export function SettingsFacts({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console.facts');
  const tc = useTranslations('console');
  const { provider, grantKind } = connection;
  const clientId = providerRules[provider].application[grantKind]?.clientId;
  return (
    <dl className="mg-facts">
      {asksForTokens(connection) && (
        <>
          <dt>{t('grantKind')}</dt>
          <dd>{tc(`grantKind.${grantKind}`, { provider })}</dd>
        </>
      )}
      <dt>{t('transport')}</dt>
      <dd>{tc(`transport.${connection.transport}`)}</dd>
      <dt>{t('sender')}</dt>
      <dd>
        {connection.senderName}
        <Text size="xs" c="dimmed">
          {connection.senderAddress}
        </Text>
      </dd>
      {clientId && (
        <>
          <dt>{clientId.label}</dt>
          <dd className="mono">{connection.clientId}</dd>
        </>
      )}
      {asksForTokens(connection) && (
        <>
          <OwnSettings connection={connection} />
          <SecretFact connection={connection} />
          <AuthorizationFacts connection={connection} />
          <ServerFacts connection={connection} />
        </>
      )}
      <RouteFacts connection={connection} />
    </dl>
  );
}
