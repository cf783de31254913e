'use client';

import { useTranslations } from 'next-intl';
import { Pill } from '#app/ui/pill.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { conditionOf, toneOf } from './connection-condition.ts';

/** How a connection stands, in one word. */
export function HealthPill({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console.health');
  const condition = conditionOf(connection);
  return <Pill tone={toneOf(condition)}>{t(`${condition}.word`)}</Pill>;
}
