'use client';

import { useTranslations } from 'next-intl';
import { Pill } from '#app/ui/pill.tsx';
import { type Health, toneOfHealth } from '#app/ui/tone.ts';

/** The observed health of a connection in one word. */
export function HealthPill({ health }: { health: Health }) {
  const t = useTranslations('console.health');
  return <Pill tone={toneOfHealth[health]}>{t(`${health}.word`)}</Pill>;
}
