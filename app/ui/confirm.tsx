'use client';

import { Button, Group, Modal, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { ErrorNote } from './error-note.tsx';

type Props = {
  opened: boolean;
  onClose: () => void;
  onConfirm: () => void;
  title: string;
  /** What the button does, in the words of the button. */
  action: string;
  pending: boolean;
  error: unknown;
  children: ReactNode;
};

/** Asks before something is lost, and says what. */
export function Confirm({ opened, onClose, onConfirm, title, action, pending, error, children }: Props) {
  const t = useTranslations('console.common');
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack gap="md">
        {children}
        <ErrorNote error={error} />
        <Group justify="flex-end" gap="xs" className="mg-dialog-acts">
          <Button variant="default" onClick={onClose}>
            {t('keep')}
          </Button>
          <Button className="mg-danger" loading={pending} onClick={onConfirm}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
