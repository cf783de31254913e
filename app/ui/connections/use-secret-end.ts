'use client';

import { useNow } from '#app/ui/use-now.ts';
import { useRegion } from '#app/ui/use-region.ts';
import { daysLeft } from './days-left.ts';

/** When a client secret ends, in words: its day, and how far off that is; null where no end is known. */
export function useSecretEnd(endsAt: string | null): { days: number; day: string; distance: string } | null {
  const region = useRegion();
  // Days are the provider's (UTC), not this person's clock: the server can count them already.
  const now = useNow() ?? Date.now();
  if (endsAt === null) return null;
  const days = daysLeft(endsAt, now);
  return {
    days,
    day: new Intl.DateTimeFormat(region, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(endsAt)),
    distance: new Intl.RelativeTimeFormat(region, { numeric: 'auto' }).format(days, 'day'),
  };
}
