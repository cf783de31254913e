'use client';

import { useLocale } from 'next-intl';

/** The locale for days and clocks: the catalogue's language alone would order dates as in America. */
export function useRegion(): string {
  const locale = useLocale();
  return locale === 'en' ? 'en-GB' : locale;
}
