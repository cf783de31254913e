'use client';

import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ConnectionView, RevocationForecast as Forecast } from '#lib/connections/schema.ts';
import { revocationQuery } from './queries.ts';

/** Before a token is forgotten: what becomes of the access at the provider. */
export function RevocationForecast({ connection }: { connection: ConnectionView }) {
  const { slug } = useTenant();
  const isAsked = connection.revocation !== 'none';
  const { data, error } = useQuery({ ...revocationQuery(slug, connection.id), enabled: isAsked });
  if (error) return <ErrorNote error={error} />;
  if (isAsked && !data) return <Skeleton height={14} width="80%" />;
  return <AccessSentence connection={connection} access={data?.access ?? 'stands'} />;
}

type Props = { connection: ConnectionView; access: Forecast['access'] };

/** What becomes of the access, as a sentence. */
function AccessSentence({ connection, access }: Props) {
  return useAccessSentence()(connection, access);
}

type Named = Pick<ConnectionView, 'provider' | 'providerLabel' | 'senderAddress' | 'grantKind'>;

/** Says what becomes of an access. */
export function useAccessSentence(): (connection: Named, access: Forecast['access']) => string {
  const t = useTranslations('console.revocation.will');
  const guide = useTranslations('guide');
  return ({ provider, providerLabel, senderAddress, grantKind }, access) => {
    const about = { provider: providerLabel, address: senderAddress };
    return access === 'stands' ? guide(`${provider}.own.noRevocation`, { ...about, grantKind }) : t(access, about);
  };
}
