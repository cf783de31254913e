'use client';

import { useSyncExternalStore } from 'react';

const never = () => () => undefined;

/** The name of this person's time zone; null until the page runs in their browser. */
export function useTimeZone(): string | null {
  return useSyncExternalStore(
    never,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC',
    () => null,
  );
}
