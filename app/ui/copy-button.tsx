'use client';

import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';

/** Copies `value`, says so, and tells a screen reader what was copied. */
export function CopyButton({ value, what, variant = 'default' }: { value: string; what: string; variant?: string }) {
  const t = useTranslations('console.common');
  const clipboard = useClipboard({ timeout: 2_000 });
  return (
    <Button
      size="xs"
      variant={variant}
      leftSection={clipboard.copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
      onClick={() => clipboard.copy(value)}
      aria-label={t(clipboard.copied ? 'copiedWhat' : 'copyWhat', { what })}
      style={{ flexShrink: 0 }}
    >
      <span aria-live="polite">{clipboard.copied ? t('copied') : t('copy')}</span>
    </Button>
  );
}
