'use client';

import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { toast } from '#app/ui/toast.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { useConnectionAction } from './use-connection-action.ts';

/** Renews the access token now instead of when it is due; where renewing fails, the problem has its own button for it. */
export function RefreshButton({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console.steps');
  const refresh = useConnectionAction(connection.id, 'refresh');
  const { grant, health } = connection;
  if (grant?.stoppedAt || health === 'retrying') return null;
  return (
    <Button
      variant="default"
      leftSection={<IconRefresh size={16} />}
      loading={refresh.isPending}
      onClick={() =>
        refresh.mutate(undefined, {
          onError: (error) => toast(<ErrorNote error={error} />),
        })
      }
    >
      {t('refreshNow')}
    </Button>
  );
}
