'use client';

import { Anchor, Button, Group, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Door } from './ui/auth/door.tsx';

type Props = { error: Error & { digest?: string }; reset: () => void };

/** A fault of ours: nothing of it is shown but the id of its log entry. */
export default function ErrorPage({ error, reset }: Props) {
  const t = useTranslations('console.fault');
  return (
    <Door title={t('title')} lead={t('lead')}>
      <Group>
        <Button onClick={reset}>{t('again')}</Button>
        <Anchor href="/" size="sm">
          {t('home')}
        </Anchor>
      </Group>
      {error.digest && (
        <Text size="xs" c="dimmed" mt="md" className="mono">
          {t('digest', { digest: error.digest })}
        </Text>
      )}
    </Door>
  );
}
