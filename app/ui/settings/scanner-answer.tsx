'use client';

import { Group, Stack, Text } from '@mantine/core';
import { IconAlertCircleFilled, IconCircleCheckFilled } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { Verbatim } from '#app/ui/verbatim.tsx';
import type { ScannerTest } from '#lib/files/schema.ts';

/** What came of asking a virus scanner whether it is there. */
export function ScannerAnswer({ test, isSaved }: { test: ScannerTest; isSaved: boolean }) {
  const t = useTranslations('console.settings.scanner');
  const { answers, version, problem, reply } = test;
  const Icon = answers ? IconCircleCheckFilled : IconAlertCircleFilled;
  const named = version
    ? t(isSaved ? 'saved' : 'answers', { version })
    : t(isSaved ? 'savedNameless' : 'answersNameless');
  // What is said of the operator's is said of it, not of a place.
  const silent = reply === null ? problem : `${t(isSaved ? 'savedSilent' : 'silent')} ${problem}`;
  return (
    <Stack gap="xs" w="100%" role="status">
      <Group gap={8} wrap="nowrap" align="flex-start" data-tone={answers ? 'good' : 'bad'}>
        <Icon size={18} className="mg-toned-icon" aria-hidden style={{ marginTop: 2, flexShrink: 0 }} />
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {answers ? named : silent}
        </Text>
      </Group>
      {reply && reply !== problem && <Verbatim label={t('reply')}>{reply}</Verbatim>}
    </Stack>
  );
}
