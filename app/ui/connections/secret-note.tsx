'use client';

import { Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertTriangleFilled } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { ReplaceSecret } from './replace-secret.tsx';
import { settingsPath } from './settings-path.ts';
import { useSecretEnd } from './use-secret-end.ts';

const warnDays = 30;

/** From thirty days before the client secret ends: when, and the way to a new one. A problem with it says more. */
export function SecretNote({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console.secretNote');
  const { slug, may } = useTenant();
  const [opened, { open, close }] = useDisclosure(false);
  const end = useSecretEnd(connection.clientSecretExpiresAt);
  if (end === null || end.days > warnDays || connection.stage === 'retired' || !connection.hasClientSecret) return null;
  if (connection.problem?.fields.includes('clientSecret')) return null;
  const over = end.days < 0;
  return (
    <Group gap="sm" className="mg-problem" data-tone={over ? 'bad' : 'warn'} py="xs">
      <Group gap="sm" wrap="nowrap" style={{ flex: '1 1 260px' }}>
        <IconAlertTriangleFilled size={20} className="mg-toned-icon" aria-hidden />
        <Text size="sm">{t(over ? 'ended' : 'ends', { day: end.day, distance: end.distance })}</Text>
      </Group>
      {may('connections:admin') &&
        (connection.stage === 'active' ? (
          <Button size="xs" variant="default" onClick={open}>
            {t('replace')}
          </Button>
        ) : (
          <Button size="xs" variant="default" component={Link} href={settingsPath(slug, connection)}>
            {t('replace')}
          </Button>
        ))}
      <ReplaceSecret connection={connection} opened={opened} onClose={close} />
    </Group>
  );
}
