'use client';

import { Anchor, Group, Text } from '@mantine/core';
import {
  IconAlertCircleFilled,
  IconAlertTriangleFilled,
  IconCircleCheckFilled,
  IconExternalLink,
} from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { Moment } from '#app/ui/moment.tsx';
import type { ConnectionView, TestOutcomeView } from '#lib/connections/schema.ts';
import { NextStepButtons } from './next-step-buttons.tsx';
import { ProblemCard } from './problem-card.tsx';

const looks = {
  accepted: { icon: IconCircleCheckFilled, tone: 'good' },
  refused: { icon: IconAlertCircleFilled, tone: 'bad' },
  unknown: { icon: IconAlertTriangleFilled, tone: 'warn' },
};

type Props = { outcome: TestOutcomeView; connection: ConnectionView };

/** What came of the last test e-mail: where to see it, or why it did not go. */
export function TestOutcome({ outcome, connection }: Props) {
  const t = useTranslations('console.test');
  const isShownAbove = outcome.problem?.code !== undefined && outcome.problem.code === connection.problem?.code;
  if (outcome.kind !== 'accepted' && outcome.problem && !isShownAbove) {
    const kicker = t(outcome.kind, { to: outcome.to });
    return (
      <ProblemCard provider={connection.provider} problem={outcome.problem} kicker={kicker}>
        <NextStepButtons problem={outcome.problem} connection={connection} />
      </ProblemCard>
    );
  }
  const accepted = outcome.kind === 'accepted';
  const { icon: Icon, tone } = looks[outcome.kind];
  return (
    <Group gap={8} wrap="nowrap" align="flex-start" data-tone={tone}>
      <Icon size={18} className="mg-toned-icon" aria-hidden style={{ marginTop: 2 }} />
      <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
        <Text size="sm">
          {t(outcome.kind, { to: outcome.to })} {isShownAbove && `${t('seeAbove')} `}
          <Text span size="sm" c="dimmed">
            <Moment at={outcome.at} />
          </Text>
        </Text>
        {/* On a line of its own, so that it does not move as the time before it counts. */}
        {accepted && connection.mailboxUrl !== '' && (
          <Anchor
            href={mailboxOf(connection, outcome.to)}
            target="_blank"
            rel="noreferrer"
            size="sm"
            underline="always"
          >
            {t('openMailbox')} <IconExternalLink size={13} aria-hidden style={{ verticalAlign: '-1px' }} />
          </Anchor>
        )}
      </div>
    </Group>
  );
}

function mailboxOf(connection: ConnectionView, address: string): string {
  return connection.mailboxUrl.replaceAll('{address}', encodeURIComponent(address));
}
