'use client';

import { ActionIcon, VisuallyHidden } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { CopyByHand } from './copy-by-hand.tsx';

/** A code or an id in small type, for whoever is asked for it, with a button that copies it. */
export function CopyableCode({ value, what }: { value: string; what: string }) {
  const t = useTranslations('console.common');
  const { copy, copied, error, reset } = useClipboard({ timeout: 2_000 });
  return (
    <span className="mg-code">
      <span className="mono">{value}</span>
      <CopyByHand value={value} what={what} opened={error !== null} onClose={reset}>
        <ActionIcon
          size={24}
          variant="subtle"
          color="gray"
          onClick={() => copy(value)}
          aria-label={t('copyWhat', { what })}
        >
          {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
        </ActionIcon>
      </CopyByHand>
      <VisuallyHidden aria-live="polite">{copied && t('copiedWhat', { what })}</VisuallyHidden>
    </span>
  );
}
