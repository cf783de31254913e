'use client';

import { useTranslations } from 'next-intl';
import { NotAllowed } from '#app/ui/not-allowed.tsx';
import { PageHeader } from '#app/ui/page-header.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import { type Offer, ProviderCards } from './provider-cards.tsx';

/** Where a new connection begins: which way it is to send. */
export function ProviderChoice({ providers }: { providers: Offer[] }) {
  const t = useTranslations('console.choose');
  const { may } = useTenant();
  if (!may('connections:admin')) return <NotAllowed what="connect" />;
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <ProviderCards providers={providers} />
    </>
  );
}
