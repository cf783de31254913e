'use client';

import { useTranslations } from 'next-intl';
import { clockOf } from '#app/ui/time-text.ts';
import { useNow } from '#app/ui/use-now.ts';
import { useRegion } from '#app/ui/use-region.ts';

/** How long mail still goes out although no next token will come; nothing once that is over. */
export function StillSends({ until }: { until: string | null }) {
  const t = useTranslations('console.state');
  const locale = useRegion();
  const now = useNow();
  if (until === null || now === null || Date.parse(until) <= now) return null;
  return t('stillSends', { time: clockOf(new Date(until), new Date(now), { locale }) });
}
