'use client';

import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ConnectionView, ProblemView } from '#lib/connections/schema.ts';
import { nextStep } from './next-step.ts';
import { ReplaceSecret } from './replace-secret.tsx';
import { RetryButton } from './retry-button.tsx';
import { settingsPath } from './settings-path.ts';

type Props = { problem: ProblemView; connection: ConnectionView };

/**
 * The button that can help with this problem; nothing for those who may not press it. Where a setting is wrong it may
 * have been put right at the provider instead, so trying again stands beside.
 */
export function NextStepButton({ problem, connection }: Props) {
  const t = useTranslations('console.steps');
  const { slug, may } = useTenant();
  const [replacing, replace] = useDisclosure(false);
  if (!may('connections:admin') || connection.stage === 'retired') return null;
  const step = nextStep(problem, connection);
  if (step === 'reconnect' || step === 'try_again') return <RetryButton connection={connection} step={step} />;
  return (
    <>
      {step === 'replace_secret' ? (
        <Button onClick={replace.open}>{t(step)}</Button>
      ) : (
        <Button component={Link} href={settingsPath(slug, connection)}>
          {t(step)}
        </Button>
      )}
      {connection.hasClientSecret && <RetryButton connection={connection} step="try_again" variant="default" />}
      <ReplaceSecret connection={connection} opened={replacing} onClose={replace.close} />
    </>
  );
}
