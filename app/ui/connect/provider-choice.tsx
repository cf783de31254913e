'use client';

import { Anchor } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { NotAllowed } from '#app/ui/not-allowed.tsx';
import { PageHeader } from '#app/ui/page-header.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import { type Offer, ProviderCards } from './provider-cards.tsx';

/** Where a new connection begins: which way it is to send. */
export function ProviderChoice({ providers }: { providers: Offer[] }) {
  const t = useTranslations('console.choose');
  const { slug, may } = useTenant();
  if (!may('connections:admin')) return <NotAllowed what="connect" />;
  return (
    <>
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        above={
          <Anchor component={Link} href={`/t/${slug}/mail`} size="sm" className="mg-back">
            <IconChevronLeft size={14} aria-hidden /> {t('back')}
          </Anchor>
        }
      />
      <ProviderCards providers={providers} withNone />
    </>
  );
}
