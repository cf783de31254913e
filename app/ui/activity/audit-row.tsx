'use client';

import { Collapse, Group, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconAlertCircle,
  IconAlertTriangle,
  IconCheck,
  IconChevronRight,
  IconKey,
  IconSettings,
  IconTerminal2,
  IconUser,
} from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { Moment } from '#app/ui/moment.tsx';
import type { AuditEventView } from '#lib/audit/schema.ts';
import { AuditDetails } from './audit-details.tsx';
import { type Outcome as Came, useSentence } from './use-sentence.ts';

const icons = { user: IconUser, api_key: IconKey, operator: IconTerminal2, system: IconSettings };
const outcomes = { good: IconCheck, warn: IconAlertTriangle, bad: IconAlertCircle };

/** One act: who did what to what, what came of it, when, from where, and the rest on demand. */
export function AuditRow({ event }: { event: AuditEventView }) {
  const t = useTranslations('console.activity');
  const { actor, act, outcome } = useSentence()(event);
  const [opened, { toggle }] = useDisclosure(false);
  const detailsId = useId();
  const Icon = icons[event.actor.kind];
  return (
    <li className="mg-act">
      <Icon size={18} aria-hidden className="mg-act-icon" />
      <div className="mg-row-main">
        <div className="mg-event-line">
          <div style={{ minWidth: 0 }}>
            <Text size="sm">
              <strong>{actor}</strong> {act}
            </Text>
            {outcome && <Outcome {...outcome} />}
          </div>
          <Text size="xs" c="dimmed">
            <Moment at={event.at} />
          </Text>
        </div>
        <UnstyledButton className="mg-disclosure" onClick={toggle} aria-expanded={opened} aria-controls={detailsId}>
          <IconChevronRight size={14} aria-hidden data-opened={opened || undefined} />
          {event.ip ? t('detailsFrom', { ip: event.ip }) : t('details')}
        </UnstyledButton>
        <Collapse expanded={opened} id={detailsId}>
          <AuditDetails event={event} />
        </Collapse>
      </div>
    </li>
  );
}

/** What a server said to it: by a sign, a colour and words. */
function Outcome({ tone, text }: Came) {
  const Icon = outcomes[tone];
  return (
    <Group gap={6} wrap="nowrap" align="flex-start" data-tone={tone}>
      <Icon size={14} className="mg-toned-icon" aria-hidden style={{ marginTop: 2, flexShrink: 0 }} />
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {text}
      </Text>
    </Group>
  );
}
