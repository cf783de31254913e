'use client';

import { Anchor } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useRegion } from './use-region.ts';

type Props = { source: { name: string; url: string }; day: string };

/** Where a fact of somebody else's was read, and when: it may have changed since. */
export function DayRead({ source, day }: Props) {
  const t = useTranslations('console.common');
  const locale = useRegion();
  const told = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', dateStyle: 'long' }).format(new Date(day));
  return t.rich('readOn', {
    day: told,
    source: () => (
      <Anchor href={source.url} target="_blank" rel="noreferrer" inherit underline="always">
        {source.name}
      </Anchor>
    ),
  });
}
