import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { CopyableCode } from '#app/ui/copyable-code.tsx';
import type { SignInProblem as Problem } from '#lib/accounts/schema.ts';

type Props = { problem: Problem | 'unexpected'; label: string | null; requestId?: string | null };

/** Says why somebody who came back from an issuer is not signed in, and what to do. */
export function SignInProblem({ problem, label, requestId = null }: Props) {
  const t = useTranslations('console.signIn');
  return (
    <Alert role="alert" variant="light" color="red" className="mg-alert" icon={<IconAlertTriangle />} mb="md">
      {t(`problem.${problem}`, { label: label ?? t('issuer') })}
      {requestId && (
        <Text size="xs" c="dimmed" mt={4} component="div">
          {t('request')} <CopyableCode value={requestId} what={t('request')} />
        </Text>
      )}
    </Alert>
  );
}
