'use client';

import { Collapse, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconAlertCircle,
  IconAlertTriangle,
  IconCheck,
  IconChevronRight,
  IconCircleX,
  IconLink,
  IconLogin2,
  IconPlugConnected,
  IconPlugConnectedX,
  IconRefresh,
  IconSend,
} from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { Moment } from '#app/ui/moment.tsx';
import { clockOf } from '#app/ui/time-text.ts';
import type { Tone } from '#app/ui/tone.ts';
import { useNow } from '#app/ui/use-now.ts';
import { useRegion } from '#app/ui/use-region.ts';
import type { ConnectionView, GrantEventView, ProblemView } from '#lib/connections/schema.ts';
import { secretRule } from '#lib/providers/schema.ts';
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
  revoked: { icon: IconCircleX, tone: 'off' },
  revocation_kept: { icon: IconLink, tone: 'off' },
  revocation_failed: { icon: IconAlertTriangle, tone: 'warn' },
  test_accepted: { icon: IconSend, tone: 'good' },
  test_refused: { icon: IconAlertCircle, tone: 'bad' },
  test_unknown: { icon: IconAlertTriangle, tone: 'warn' },
  sign_in_accepted: { icon: IconLogin2, tone: 'good' },
  sign_in_refused: { icon: IconAlertCircle, tone: 'bad' },
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

type Props = { connection: ConnectionView; event: GrantEventView; others: GrantEventView[] };

/** One thing that happened, or one and others like it, with the provider's exact reply to open where there is one. */
export function EventRow({ connection, event, others }: Props) {
  const t = useTranslations('console.events');
  const [opened, { toggle }] = useDisclosure(false);
  const { icon: Icon, tone } = looks[event.kind];
  const name = nameOfEvent(event);
  const first = others.at(-1);
  return (
    <li data-tone={tone}>
      <Icon size={16} aria-hidden className="mg-toned-icon" />
      <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
        <div className="mg-event-line">
          <div style={{ minWidth: 0 }}>
            {first
              ? t('renewedTimes', { count: others.length + 1 })
              : t(name, { to: event.to ?? '', grantKind: connection.grantKind, secret: secretRule(connection).name })}
            {event.problem && (
              <Text size="xs" c="dimmed">
                {reasonOf(name, event.problem)}
              </Text>
            )}
            <About event={event} since={first?.at} />
          </div>
          <Text span size="xs" c="dimmed">
            {first && t('lastly')} <Moment at={event.at} />
          </Text>
        </div>
        {event.reply && (
          <>
            <UnstyledButton className="mg-disclosure" onClick={toggle} aria-expanded={opened}>
              <IconChevronRight size={14} aria-hidden data-opened={opened || undefined} />
              {t('reply')}
            </UnstyledButton>
            <Collapse expanded={opened}>
              <ProviderReply provider={connection.provider} reply={event.reply} />
            </Collapse>
          </>
        )}
      </div>
    </li>
  );
}

/** Who did it, and which token it was about; of several in a row, since when. */
function About({ event, since }: { event: GrantEventView; since: string | undefined }) {
  const t = useTranslations('console.events');
  const nameOf = useResourceName();
  const locale = useRegion();
  const now = useNow();
  const { by, generation, resource } = event;
  const said = [
    since && now !== null && t('since', { clock: clockOf(new Date(since), new Date(now), { locale }) }),
    by && t(`by.${by.kind}`, { name: by.name }),
    generation !== null && generation > 0 && t('generation', { generation }),
    resource && nameOf(resource),
  ].filter((text) => typeof text === 'string' && text !== '');
  if (said.length === 0) return null;
  return (
    <Text size="xs" c="dimmed">
      {said.join(' · ')}
    </Text>
  );
}
