'use client';

import { Button, Group, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Door } from './ui/auth/door.tsx';
import { CopyableCode } from './ui/copyable-code.tsx';

type Props = { error: Error & { digest?: string }; reset: () => void };

/** A fault of ours: nothing of it is shown but the id of its log entry. */
export default function ErrorPage({ error, reset }: Props) {
  const t = useTranslations('console.fault');
  return (
    <Door title={t('title')} lead={t('lead')}>
      <Group gap="xs">
        <Button onClick={reset}>{t('again')}</Button>
        <Button variant="default" component="a" href="/">
          {t('home')}
        </Button>
      </Group>
      {error.digest && (
        <Text size="xs" c="dimmed" mt="lg" component="div">
          {t('digest')} <CopyableCode value={error.digest} what={t('theDigest')} />
        </Text>
      )}
    </Door>
  );
}
