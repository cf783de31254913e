'use client';

import { IconLock } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { EmptyState } from './empty-state.tsx';
import { useTenant } from './shell/tenant-context.tsx';

/** For a page that only administrators use: who can help. */
export function NotAllowed({ what }: { what: 'connect' | 'keys' | 'activity' }) {
  const t = useTranslations('console.notAllowed');
  const { name, role } = useTenant();
  return <EmptyState icon={<IconLock size={24} />} title={t(`${what}`)} text={t('text', { tenant: name, role })} />;
}
