'use client';

import { Text } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Moment } from '#app/ui/moment.tsx';
import { Section } from '#app/ui/section.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { speaksHttp } from '#lib/transports/schema.ts';
import classes from './connections.module.css';
import { HealthPill } from './health-pill.tsx';
import { RemovalLine } from './removal-note.tsx';

type Props = { candidates: ConnectionView[]; hasActive: boolean; aside?: ReactNode };

const mailServer = ({ endpoints }: ConnectionView) => `${endpoints.smtpHost}:${endpoints.smtpPort}`;

/** Connections being set up beside the one at work. */
export function CandidateList({ candidates, hasActive, aside }: Props) {
  const t = useTranslations('console.candidates');
  const tc = useTranslations('console');
  const { slug, name, may } = useTenant();
  const leadOff = may('connections:admin') ? 'leadNothingActive' : 'leadNothingActiveOthers';
  return (
    <Section
      title={t('title')}
      lead={`${t(hasActive ? 'lead' : leadOff, { tenant: name })} ${t('removal')}`}
      aside={aside}
    >
      <ul className="mg-rows">
        {candidates.map((candidate) => (
          <li key={candidate.id}>
            <Link href={`/t/${slug}/mail/connections/${candidate.id}`} className="mg-row-link">
              <span className={classes.candidate}>
                <span>
                  <Text span size="sm" fw={500} display="block">
                    {candidate.senderAddress} · {candidate.providerLabel}
                  </Text>
                  <Text span size="xs" c="dimmed" display="block" mt={2}>
                    {speaksHttp(candidate.transport) ? tc(`transport.${candidate.transport}`) : mailServer(candidate)} ·{' '}
                    {tc(`grantKind.${candidate.grantKind}`, { provider: candidate.provider })}
                    {candidate.settings.userName && ` (${candidate.settings.userName})`}
                  </Text>
                  <Text span size="xs" c="dimmed" display="block" mt={2}>
                    {candidate.senderName} · {t('saved')} <Moment at={candidate.updatedAt} />
                  </Text>
                  <RemovalLine connection={candidate} />
                </span>
                <HealthPill connection={candidate} />
              </span>
              <IconChevronRight size={16} aria-hidden className={classes.chevron} />
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
