'use client';

import { VisuallyHidden } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Health } from '#app/ui/tone.ts';

/** Tells a screen reader when the health changes while the page is open; says nothing on arrival. */
export function HealthAnnouncer({ health }: { health: Health }) {
  const t = useTranslations('console.health');
  const [last, setLast] = useState(health);
  const [changed, setChanged] = useState(false);
  if (last !== health) {
    setLast(health);
    setChanged(true);
  }
  return <VisuallyHidden role="status">{changed ? t('changed', { state: t(`${health}.word`) }) : ''}</VisuallyHidden>;
}
