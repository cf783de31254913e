'use client';

import { Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { useSecretEnd } from './use-secret-end.ts';

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
        {connection.hasClientSecret && <SecretEnd at={connection.clientSecretExpiresAt} />}
      </dd>
    </dl>
  );
}

function SecretEnd({ at }: { at: string | null }) {
  const t = useTranslations('console.facts');
  const end = useSecretEnd(at);
  if (end === null) return null;
  return (
    <Text size="xs" c="dimmed" component="div">
      {t(end.days < 0 ? 'secretEnded' : 'secretEnds', { day: end.day, distance: end.distance })}
    </Text>
  );
}
