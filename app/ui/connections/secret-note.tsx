'use client';

import { Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertTriangleFilled } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { Moment } from '#app/ui/moment.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import { useNow } from '#app/ui/use-now.ts';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { ReplaceSecret } from './replace-secret.tsx';

const warnMs = 30 * 86_400_000;

/** From thirty days before the client secret ends: when, and the way to a new one. */
export function SecretNote({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console.secretNote');
  const { may } = useTenant();
  const now = useNow();
  const [opened, { open, close }] = useDisclosure(false);
  const ends = connection.clientSecretExpiresAt;
  if (now === null || ends === null || connection.stage === 'retired' || Date.parse(ends) - now > warnMs) return null;
  const over = Date.parse(ends) <= now;
  return (
    <Group gap="sm" className="mg-problem" data-tone={over ? 'bad' : 'warn'} p="xs" px="md">
      <IconAlertTriangleFilled size={18} className="mg-toned-icon" aria-hidden />
      <Text size="sm" style={{ flex: 1 }}>
        {t(over ? 'ended' : 'ends')} <Moment at={ends} day />.
      </Text>
      {may('connections:admin') && connection.stage === 'active' && (
        <Button size="xs" variant="default" onClick={open}>
          {t('replace')}
        </Button>
      )}
      <ReplaceSecret connection={connection} opened={opened} onClose={close} />
    </Group>
  );
}
