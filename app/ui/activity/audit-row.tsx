'use client';

import { Collapse, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronRight, IconKey, IconSettings, IconUser } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { Moment } from '#app/ui/moment.tsx';
import { Verbatim } from '#app/ui/verbatim.tsx';
import type { AuditEventView } from '#lib/audit/schema.ts';

const icons = { user: IconUser, api_key: IconKey, system: IconSettings };

/** Actions are data: a new one without words in the catalogue is shown by its own name. */
type Texts = { (key: string): string; has: (key: string) => boolean };

/** One act: who, what, when, from where, and what changed. */
export function AuditRow({ event }: { event: AuditEventView }) {
  const t = useTranslations('console.activity');
  const actions = useTranslations('console.activity.action') as unknown as Texts;
  const [opened, { toggle }] = useDisclosure(false);
  const Icon = icons[event.actor.kind];
  const hasDetails = Object.keys(event.details).length > 0;
  return (
    <li className="mg-row" style={{ alignItems: 'flex-start' }}>
      <Icon size={18} aria-hidden style={{ flexShrink: 0, marginTop: 2, opacity: 0.6 }} />
      <div className="mg-row-main">
        <div className="mg-event-line">
          <Text size="sm">
            <strong>{event.actor.name ?? t(`actor.${event.actor.kind}`)}</strong>{' '}
            {actions.has(event.action) ? actions(event.action) : event.action}
          </Text>
          <Text size="xs" c="dimmed">
            <Moment at={event.at} />
          </Text>
        </div>
        <Text size="xs" c="dimmed" className="mono">
          {[event.action, event.target?.id, event.ip].filter(Boolean).join(' · ')}
        </Text>
        {hasDetails && (
          <>
            <UnstyledButton className="mg-disclosure" onClick={toggle} aria-expanded={opened}>
              <IconChevronRight size={14} aria-hidden data-opened={opened || undefined} />
              {t('details')}
            </UnstyledButton>
            <Collapse expanded={opened}>
              <Verbatim label={t('details')}>{JSON.stringify(event.details, null, 2)}</Verbatim>
            </Collapse>
          </>
        )}
      </div>
    </li>
  );
}
