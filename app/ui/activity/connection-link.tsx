'use client';

import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { connectionQuery } from '#app/ui/connections/queries.ts';
import { CopyableCode } from '#app/ui/copyable-code.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';

/** A connection that an entry knows by its id: what it is called today, the way to it, and the id. */
export function ConnectionLink({ id }: { id: string }) {
  const t = useTranslations('console.activity');
  const { slug } = useTenant();
  const { data } = useQuery({ ...connectionQuery(slug, id), refetchInterval: false });
  return (
    <>
      <Anchor component={Link} href={`/t/${slug}/mail/connections/${id}`} size="sm">
        {data ? `${data.providerLabel} · ${data.senderAddress}` : t('target.nameless.connection')}
      </Anchor>
      <br />
      <CopyableCode value={id} what={t('id')} />
    </>
  );
}
