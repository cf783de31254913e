'use client';

import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { z } from 'zod';
import { api } from '#app/ui/api.ts';
import { Confirm } from '#app/ui/confirm.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import { scannerKey } from './queries.ts';

/** Asks, then leaves uploads unscanned. */
export function RemoveScanner({ onRemoved }: { onRemoved: () => void }) {
  const t = useTranslations('console.settings.scanner');
  const { slug: tenant } = useTenant();
  const queryClient = useQueryClient();
  const [asking, { open, close }] = useDisclosure(false);
  const remove = useMutation({
    mutationFn: () => api('/api/v1/virus-scanner', { tenant, method: 'DELETE', schema: z.unknown() }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: scannerKey(tenant) });
      close();
      onRemoved();
    },
  });
  return (
    <>
      <Button variant="default" onClick={open}>
        {t('remove')}
      </Button>
      <Confirm
        opened={asking}
        onClose={close}
        onConfirm={() => remove.mutate()}
        title={t('removeTitle')}
        action={t('removeNow')}
        pending={remove.isPending}
        error={remove.error}
      >
        <Text size="sm">{t('removeWhat')}</Text>
      </Confirm>
    </>
  );
}
