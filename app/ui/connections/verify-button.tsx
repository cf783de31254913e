'use client';

import { Button } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { useVerify } from './use-verify.tsx';

/** Signs in at the mail server without sending anything; where that fails, the problem has its own button for it. */
export function VerifyButton({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console.steps');
  const verify = useVerify(connection);
  if (connection.problem !== null) return null;
  return (
    <Button
      variant="default"
      leftSection={<IconShieldCheck size={16} />}
      loading={verify.isPending}
      onClick={() => verify.mutate()}
    >
      {t('verify')}
    </Button>
  );
}
