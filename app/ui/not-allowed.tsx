'use client';

import { IconLock } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { EmptyState } from './empty-state.tsx';
import { PageHeader } from './page-header.tsx';
import { useTenant } from './shell/tenant-context.tsx';

const titles = {
  connect: 'choose.title',
  keys: 'keys.title',
  webhooks: 'webhooks.title',
  activity: 'activity.title',
} as const;

/** For a page that only administrators use: who can help. */
export function NotAllowed({ what }: { what: keyof typeof titles }) {
  const t = useTranslations('console');
  const { name, role } = useTenant();
  return (
    <>
      <PageHeader title={t(titles[what])} />
      <EmptyState
        icon={<IconLock size={24} />}
        title={t(`notAllowed.${what}`)}
        text={t('notAllowed.text', { tenant: name, role: t(`nav.role.${role}`) })}
      />
    </>
  );
}
