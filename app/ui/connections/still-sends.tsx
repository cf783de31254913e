'use client';

import { useTranslations } from 'next-intl';
import { clockOf } from '#app/ui/time-text.ts';
import { useNow } from '#app/ui/use-now.ts';
import { useRegion } from '#app/ui/use-region.ts';

/**
 * How long mail still goes out although no next token will come; nothing once that is over. Until the page knows this
 * person's clock it keeps the room, so that nothing beneath it moves.
 */
export function StillSends({ until }: { until: string | null }) {
  const t = useTranslations('console.state');
  const locale = useRegion();
  const now = useNow();
  if (until === null) return null;
  const at = new Date(until);
  if (now === null) {
    const time = clockOf(at, at, { locale, timeZone: 'UTC' });
    return <span style={{ visibility: 'hidden' }}>{t('stillSends', { time })}</span>;
  }
  if (at.getTime() <= now) return null;
  return t('stillSends', { time: clockOf(at, new Date(now), { locale }) });
}
