'use client';

import { Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Moment } from '#app/ui/moment.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { secretRule } from '#lib/providers/schema.ts';
import { LastDay } from './last-day.tsx';
import { lastRefreshOf } from './last-refresh.ts';
import { ScopeList } from './scope-list.tsx';
import { authorizationServerName } from './server-name.ts';
import { TokenTime } from './token-time.tsx';

type Grant = NonNullable<ConnectionView['grant']>;

/** What was granted, and the tokens held now, moving with the clock. */
export function GrantFacts({ connection, grant }: { connection: ConnectionView; grant: Grant }) {
  const t = useTranslations('console.grant');
  const personal = connection.grantKind === 'authorization_code';
  const refreshedAt = lastRefreshOf(grant);
  return (
    <dl className="mg-facts">
      <dt>{t('account')}</dt>
      <dd>
        {personal
          ? (grant.account?.address ?? t('unknownAccount', { server: authorizationServerName(connection) }))
          : t('application', { provider: connection.provider })}
        {!personal && (
          <Text size="xs" c="dimmed" className="mono">
            {connection.clientId}
          </Text>
        )}
        {personal && grant.account?.name && (
          <Text size="xs" c="dimmed">
            {grant.account.name}
          </Text>
        )}
      </dd>
      <dt>{t('allowed')}</dt>
      <dd>
        <ScopeList scopes={grant.scopes} />
      </dd>
      {grant.accessTokens.map((token) => (
        <TokenTime key={token.resource} token={token} />
      ))}
      {grant.accessTokens.length === 0 && (
        <>
          <dt>{t('accessToken')}</dt>
          <dd>{t('noAccessToken')}</dd>
        </>
      )}
      <dt>{t('refreshToken')}</dt>
      <dd>
        {personal ? <RefreshToken grant={grant} /> : t('noRefreshTokenNeeded', { secret: secretRule(connection).name })}
      </dd>
      <dt>{t('lastRefresh')}</dt>
      <dd>{refreshedAt ? <Moment at={refreshedAt} /> : t('never')}</dd>
      {grant.stoppedAt === null && (
        <>
          <dt>{t('renewal')}</dt>
          <dd>
            {t(`renewed.${grant.renewal}`)}
            {grant.lastUsedAt && (
              <Text size="xs" c="dimmed" component="div">
                {t('used')} <Moment at={grant.lastUsedAt} />
              </Text>
            )}
          </dd>
          <dt>{t('lastDay')}</dt>
          <dd>
            <LastDay connection={connection} grant={grant} />
          </dd>
        </>
      )}
    </dl>
  );
}

function RefreshToken({ grant }: { grant: Grant }) {
  const t = useTranslations('console.grant');
  if (!grant.hasRefreshToken) return t('noRefreshToken');
  return (
    <>
      {t('generation', { generation: grant.generation })}
      {grant.receivedAt && (
        <Text size="xs" c="dimmed" component="div">
          {t('received')} <Moment at={grant.receivedAt} />
        </Text>
      )}
    </>
  );
}
