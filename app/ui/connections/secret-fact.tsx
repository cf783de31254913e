'use client';

import { Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { providerRules, secretRuleIn } from '#lib/providers/schema.ts';
import { SecretSource } from './secret-source.tsx';
import { useSecretEnd } from './use-secret-end.ts';

/** That the connection holds what it shows, until when, and who says so; nothing where it shows nothing. */
export function SecretFact({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console.facts');
  const { provider, grantKind, settings, hasClientSecret } = connection;
  const secret = secretRuleIn(providerRules[provider], grantKind, settings);
  if (!secret) return null;
  return (
    <>
      <dt>{secret.label}</dt>
      <dd>
        {hasClientSecret ? t('secretKept') : t('secretNone', { stage: connection.stage })}
        {hasClientSecret && <SecretEnd at={connection.clientSecretExpiresAt} />}
        <SecretSource connection={connection} />
      </dd>
    </>
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
