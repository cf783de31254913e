'use client';

import { Group, Text } from '@mantine/core';
import { IconAlertTriangleFilled } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { secretRule } from '#lib/providers/schema.ts';
import { ReplaceSecretButton } from './replace-secret-button.tsx';
import { SecretSource } from './secret-source.tsx';
import { useSecretEnd } from './use-secret-end.ts';

const warnDays = 30;

/** From thirty days before the client secret ends: when, and the way to a new one. A problem with it says more. */
export function SecretNote({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console.secretNote');
  const end = useSecretEnd(connection.clientSecretExpiresAt);
  if (end === null || end.days > warnDays || connection.stage === 'retired' || !connection.hasClientSecret) return null;
  if (connection.problem?.fields.includes('clientSecret')) return null;
  const over = end.days < 0;
  return (
    <Group gap="sm" className="mg-problem" data-tone={over ? 'bad' : 'warn'} py="xs">
      <Group gap="sm" wrap="nowrap" style={{ flex: '1 1 260px' }}>
        <IconAlertTriangleFilled size={20} className="mg-toned-icon" aria-hidden />
        <div>
          <Text size="sm">
            {t(over ? 'ended' : 'ends', { secret: secretRule(connection).name, day: end.day, distance: end.distance })}
          </Text>
          <SecretSource connection={connection} />
        </div>
      </Group>
      <ReplaceSecretButton connection={connection} />
    </Group>
  );
}
