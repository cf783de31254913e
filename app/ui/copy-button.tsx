'use client';

import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { CopyByHand } from './copy-by-hand.tsx';

/** Copies `value`, says so, and tells a screen reader what was copied. */
export function CopyButton({ value, what, variant = 'default' }: { value: string; what: string; variant?: string }) {
  const t = useTranslations('console.common');
  const { copy, copied, error, reset } = useClipboard({ timeout: 2_000 });
  return (
    <CopyByHand value={value} what={what} opened={error !== null} onClose={reset}>
      <Button
        size="xs"
        variant={variant}
        leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
        onClick={() => copy(value)}
        aria-label={t(copied ? 'copiedWhat' : 'copyWhat', { what })}
        className="mg-copy"
      >
        <span aria-live="polite">{t(copied ? 'copied' : 'copy')}</span>
      </Button>
    </CopyByHand>
  );
}
