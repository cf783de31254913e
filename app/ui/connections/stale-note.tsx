'use client';

import { Text } from '@mantine/core';
import { IconCloudOff } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { clockOf } from '#app/ui/time-text.ts';
import { useNow } from '#app/ui/use-now.ts';
import { useRegion } from '#app/ui/use-region.ts';
import classes from './connections.module.css';
import { isCutOff } from './is-cut-off.ts';

type Props = { query: Pick<UseQueryResult, 'error' | 'fetchStatus' | 'dataUpdatedAt'> };

/** Says of a page that asks again by itself that what it shows is not of now, and of when it is; nothing while it is. */
export function StaleNote({ query }: Props) {
  const t = useTranslations('console.connection');
  const locale = useRegion();
  const now = useNow();
  const cutOff = isCutOff(query);
  const time = now === null ? '' : clockOf(new Date(query.dataUpdatedAt), new Date(now), { locale });
  return (
    <>
      {/* Always there: a screen reader hears only what comes into a region it knows. */}
      <div role="status" className={classes.standing}>
        {cutOff && (
          <Text size="sm" c="dimmed">
            <IconCloudOff size={16} aria-hidden style={{ verticalAlign: '-3px', marginRight: 6 }} />
            {t('cutOff', { time })}
          </Text>
        )}
      </div>
      {query.error && !cutOff && <ErrorNote error={query.error} title={t('stale')} />}
    </>
  );
}
