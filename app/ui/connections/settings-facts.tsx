'use client';

import { Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Moment } from '#app/ui/moment.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';

/** How the connection is set up, without its secrets. */
export function SettingsFacts({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console.facts');
  const tc = useTranslations('console');
  return (
    <dl className="mg-facts">
      <dt>{t('grantKind')}</dt>
      <dd>{tc(`grantKind.${connection.grantKind}`)}</dd>
      <dt>{t('transport')}</dt>
      <dd>{tc(`transport.${connection.transport}`)}</dd>
      <dt>{t('sender')}</dt>
      <dd>
        {connection.senderName}
        <Text size="xs" c="dimmed">
          {connection.senderAddress}
        </Text>
      </dd>
      <dt>{t('clientId')}</dt>
      <dd className="mono">{connection.clientId}</dd>
      <dt>{t('directoryId')}</dt>
      <dd className="mono">{connection.directoryId}</dd>
      <dt>{t('secret')}</dt>
      <dd>
        {connection.hasClientSecret ? t('secretKept') : t('secretNone')}
        {connection.hasClientSecret && connection.clientSecretExpiresAt && (
          <Text size="xs" c="dimmed" component="div">
            {t('secretEnds')} <Moment at={connection.clientSecretExpiresAt} day />
          </Text>
        )}
      </dd>
    </dl>
  );
}
