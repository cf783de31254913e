'use client';

import { Collapse, Group, Stack, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconAlertCircleFilled,
  IconAlertTriangleFilled,
  IconChevronRight,
  IconInfoCircleFilled,
} from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { ProblemView } from '#lib/connections/schema.ts';
import type { ProviderId } from '#lib/providers/index.ts';
import classes from './connections.module.css';
import { toneOfProblem } from './problem-tone.ts';
import { ProviderReply } from './provider-reply.tsx';
import { withLinks } from './with-links.tsx';

const icons = { off: IconInfoCircleFilled, warn: IconAlertTriangleFilled, bad: IconAlertCircleFilled };

type Props = {
  provider: ProviderId;
  problem: ProblemView;
  kicker?: string;
  /** The connection works nevertheless. */
  mild?: boolean;
  /** Said after what to do. */
  note?: ReactNode;
  children?: ReactNode;
};

/** A refusal explained: what happened, why, what to do, the button that does it, and the exact reply beneath. */
export function ProblemCard({ provider, problem, kicker, mild = false, note, children }: Props) {
  const t = useTranslations('console.problem');
  const [opened, { toggle }] = useDisclosure(false);
  // What nobody else said repeats itself: then only the code is left to copy.
  const isOurOwn = problem.reply.text === problem.title;
  const tone = toneOfProblem(problem, mild);
  const Icon = icons[tone];
  return (
    <div className="mg-problem" data-tone={tone}>
      <Group align="flex-start" wrap="nowrap" gap="sm">
        <Icon size={20} className="mg-toned-icon" aria-hidden style={{ marginTop: 2 }} />
        <Stack gap={8} style={{ minWidth: 0, flex: 1 }}>
          <div>
            {kicker && (
              <Text size="xs" c="dimmed" mb={4}>
                {kicker}
              </Text>
            )}
            <Text fw={600}>{problem.title}</Text>
          </div>
          <Text size="sm">{problem.why}</Text>
          <Cure text={problem.cure} />
          {note}
          {children && (
            <Group gap="xs" mt={4} className="mg-acts">
              {children}
            </Group>
          )}
          {isOurOwn ? (
            <Text size="xs" c="dimmed" className="mono">
              {problem.code}
            </Text>
          ) : (
            <>
              <UnstyledButton onClick={toggle} aria-expanded={opened} className="mg-disclosure">
                <IconChevronRight size={14} aria-hidden data-opened={opened || undefined} />
                {t('exactReply')}
              </UnstyledButton>
              <Collapse expanded={opened}>
                <ProviderReply provider={provider} reply={problem.reply} code={problem.code} />
              </Collapse>
            </>
          )}
        </Stack>
      </Group>
    </div>
  );
}

/** What to do, in a sentence or, where it has several lines, step by step. */
function Cure({ text }: { text: string }) {
  const t = useTranslations('console.problem');
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return (
    <Text size="sm" component="div">
      <strong>{t('cure')}</strong>{' '}
      {lines.length === 1 ? (
        withLinks(text)
      ) : (
        <ol className={classes.steps}>
          {lines.map((line) => (
            <li key={line}>{withLinks(line)}</li>
          ))}
        </ol>
      )}
    </Text>
  );
}
