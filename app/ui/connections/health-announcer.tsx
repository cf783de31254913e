'use client';

import { VisuallyHidden } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { conditionOf } from './connection-condition.ts';

/** Tells a screen reader when the condition changes while the page is open; says nothing on arrival. */
export function HealthAnnouncer({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console.health');
  const condition = conditionOf(connection);
  const [last, setLast] = useState(condition);
  const [changed, setChanged] = useState(false);
  if (last !== condition) {
    setLast(condition);
    setChanged(true);
  }
  return (
    <VisuallyHidden role="status">{changed ? t('changed', { state: t(`${condition}.word`) }) : ''}</VisuallyHidden>
  );
}
