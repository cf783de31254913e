'use client';

import { Collapse, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconAlertCircle,
  IconAlertTriangle,
  IconCheck,
  IconChevronRight,
  IconPlugConnected,
  IconPlugConnectedX,
  IconRefresh,
} from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { Moment } from '#app/ui/moment.tsx';
import type { Tone } from '#app/ui/tone.ts';
import type { GrantEventView, ProblemView } from '#lib/connections/schema.ts';
import { ProviderReply } from './provider-reply.tsx';
import { useResourceName } from './use-resource-name.ts';

const looks: Record<GrantEventView['kind'], { icon: typeof IconCheck; tone: Tone }> = {
  consented: { icon: IconPlugConnected, tone: 'good' },
  issued: { icon: IconCheck, tone: 'good' },
  refreshed: { icon: IconRefresh, tone: 'good' },
  rotated: { icon: IconRefresh, tone: 'good' },
  refused: { icon: IconAlertCircle, tone: 'bad' },
  failed: { icon: IconAlertTriangle, tone: 'warn' },
  disconnected: { icon: IconPlugConnectedX, tone: 'off' },
};

const otherMailbox = ['wrong_mailbox', 'another_account'];

/** What happened, by who stopped it: the provider, the person at the consent screen, or we. */
function nameOfEvent({ kind, reply, problem, isTrial }: GrantEventView) {
  if (isTrial) return kind === 'failed' ? 'trialFailed' : 'trialRefused';
  if (kind !== 'refused') return kind;
  if (problem?.code === 'consent_cancelled') return 'cancelled';
  if (reply !== null) return 'refused';
  return problem && otherMailbox.includes(problem.code) ? 'otherMailbox' : 'notAccepted';
}

/** Why, in as many words as the name leaves to say. */
function reasonOf(name: ReturnType<typeof nameOfEvent>, { title, why }: ProblemView): string {
  if (name === 'cancelled' || name === 'otherMailbox') return why;
  return name === 'notAccepted' ? `${title} ${why}` : title;
}

/** One thing that happened, with the provider's exact reply to open where there is one. */
export function EventRow({ event }: { event: GrantEventView }) {
  const t = useTranslations('console.events');
  const nameOf = useResourceName();
  const [opened, { toggle }] = useDisclosure(false);
  const { icon: Icon, tone } = looks[event.kind];
  const name = nameOfEvent(event);
  return (
    <li data-tone={tone}>
      <Icon size={16} aria-hidden className="mg-toned-icon" />
      <div style={{ minWidth: 0 }}>
        <div className="mg-event-line">
          <span>
            {t(name)}
            <Text span size="xs" c="dimmed">
              {event.generation !== null &&
                event.generation > 0 &&
                ` · ${t('generation', { generation: event.generation })}`}
              {event.resource && ` · ${nameOf(event.resource)}`}
            </Text>
          </span>
          <Text span size="xs" c="dimmed">
            <Moment at={event.at} />
          </Text>
        </div>
        {event.problem && (
          <Text size="xs" c="dimmed">
            {reasonOf(name, event.problem)}
          </Text>
        )}
        {event.reply && (
          <>
            <UnstyledButton className="mg-disclosure" onClick={toggle} aria-expanded={opened}>
              <IconChevronRight size={14} aria-hidden data-opened={opened || undefined} />
              {t('reply')}
            </UnstyledButton>
            <Collapse expanded={opened}>
              <ProviderReply reply={event.reply} />
            </Collapse>
          </>
        )}
      </div>
    </li>
  );
}
