'use client';

import { Popover, Textarea } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';

type Props = { value: string; what: string; opened: boolean; onClose: () => void; children: ReactNode };

/** Where the browser keeps a page from the clipboard: the value, selected, and what to press. */
export function CopyByHand({ value, what, opened, onClose, children }: Props) {
  const t = useTranslations('console.common');
  return (
    <Popover
      opened={opened}
      onChange={(stays) => stays || onClose()}
      width={320}
      position="bottom-end"
      shadow="md"
      trapFocus
      returnFocus
    >
      <Popover.Target>{children}</Popover.Target>
      <Popover.Dropdown aria-label={t('copyWhat', { what })}>
        <Textarea
          label={t('byHand')}
          description={t('byHandHow')}
          value={value}
          readOnly
          rows={3}
          spellCheck={false}
          data-autofocus
          onFocus={(event) => event.currentTarget.select()}
          classNames={{ input: 'mono' }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
