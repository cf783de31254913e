'use client';

import { Group, Text } from '@mantine/core';
import { IconAlertTriangleFilled, IconCircleCheckFilled } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { ProblemCard } from '#app/ui/connections/problem-card.tsx';
import { ErrorNote } from '#app/ui/error-note.tsx';
import type { ProviderForm } from './provider-form.ts';
import type { useTry } from './use-try.ts';

type Props = {
  provider: ProviderForm;
  attempt: ReturnType<typeof useTry>;
  /** What was refused of fields that the form does not show. */
  elsewhere: string | undefined;
};

/** What came of trying the settings: that they work, or why they do not. */
export function TryOutcome({ provider, attempt, elsewhere }: Props) {
  const t = useTranslations('console.try');
  if (attempt.isError) return <ErrorNote error={attempt.error} title={t('notTried')} next={elsewhere} />;
  if (!attempt.data) return null;
  const { kind, problem, to } = attempt.data;
  if (problem) return <ProblemCard provider={provider.id} problem={problem} kicker={t('refused')} />;
  const isAccepted = kind === 'accepted';
  const Icon = isAccepted ? IconCircleCheckFilled : IconAlertTriangleFilled;
  return (
    <Group gap={8} wrap="nowrap" align="flex-start" data-tone={isAccepted ? 'good' : 'warn'}>
      <Icon size={18} className="mg-toned-icon" aria-hidden style={{ marginTop: 2 }} />
      <Text size="sm">{isAccepted ? (to === '' ? t('works') : t('sent', { to })) : t('unknown')}</Text>
    </Group>
  );
}
