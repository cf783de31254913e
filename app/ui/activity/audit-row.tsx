'use client';

import { Collapse, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronRight, IconKey, IconSettings, IconTerminal2, IconUser } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { Moment } from '#app/ui/moment.tsx';
import type { AuditEventView } from '#lib/audit/schema.ts';
import { AuditDetails } from './audit-details.tsx';
import { useSentence } from './use-sentence.ts';

const icons = { user: IconUser, api_key: IconKey, operator: IconTerminal2, system: IconSettings };

/** One act: who did what to what, when, from where, and the rest on demand. */
export function AuditRow({ event }: { event: AuditEventView }) {
  const t = useTranslations('console.activity');
  const { actor, act } = useSentence()(event);
  const [opened, { toggle }] = useDisclosure(false);
  const detailsId = useId();
  const Icon = icons[event.actor.kind];
  return (
    <li className="mg-act">
      <Icon size={18} aria-hidden className="mg-act-icon" />
      <div className="mg-row-main">
        <div className="mg-event-line">
          <Text size="sm">
            <strong>{actor}</strong> {act}
          </Text>
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
