'use client';

import { Text } from '@mantine/core';
import { IconPlugConnected, IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { Moment } from '#app/ui/moment.tsx';
import { Pill } from '#app/ui/pill.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ConnectionView, GenerationView } from '#lib/connections/schema.ts';
import { chainLinks } from './chain-links.ts';
import classes from './connections.module.css';
import { lifeQuery } from './queries.ts';

type Props = { connection: ConnectionView; grant: NonNullable<ConnectionView['grant']> };

/** Every refresh token of a grant in its turn, the one held now on top: when it came, by what, and what became of it. */
export function GrantChain({ connection, grant }: Props) {
  const t = useTranslations('console.chain');
  const { slug } = useTenant();
  const { data: life } = useQuery(lifeQuery(slug, connection));
  if (!life || life.chain.length === 0) return null;
  return (
    <ol className={classes.chain} aria-label={t('title')}>
      {chainLinks(life.chain).map((link) =>
        link.kind === 'gap' ? (
          <li key={`before ${link.above}`} data-gap>
            <Text size="xs" c="dimmed" span>
              {t('gap', { count: link.count })}
            </Text>
          </li>
        ) : (
          <LinkRow
            key={link.of.generation}
            link={link.of}
            isHeld={grant.hasRefreshToken && link.of.generation === grant.generation}
            isRefused={grant.stoppedAt !== null}
          />
        ),
      )}
    </ol>
  );
}

type Row = { link: GenerationView; isHeld: boolean; isRefused: boolean };

function LinkRow({ link, isHeld, isRefused }: Row) {
  const t = useTranslations('console.chain');
  const Icon = link.by === 'consent' ? IconPlugConnected : IconRefresh;
  const tone = isRefused ? 'bad' : 'good';
  const by = link.by === 'consent' && link.generation > 1 ? 'reconnect' : link.by;
  return (
    <li data-tone={isHeld ? tone : 'off'}>
      <span className={classes.link} aria-hidden>
        <Icon size={14} />
      </span>
      <div className={classes.linkText}>
        <div className="mg-event-line">
          <span>
            {t('generation', { generation: link.generation })}{' '}
            {isHeld && <Pill tone={tone}>{t(isRefused ? 'refused' : 'held')}</Pill>}
          </span>
          <Text span size="xs" c="dimmed">
            <Moment at={link.receivedAt} />
          </Text>
        </div>
        <Text size="xs" c="dimmed" component="div">
          {t(`by.${by}`, {
            name: link.consentedBy ?? '',
            known: link.consentedBy === null ? 'no' : 'yes',
            before: link.generation - 1,
          })}
          {link.timesKept > 0 && ` · ${t('kept', { count: link.timesKept })}`}
          {link.failures > 0 && ` · ${t('failures', { count: link.failures })}`}
        </Text>
      </div>
    </li>
  );
}
