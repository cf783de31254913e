import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { ConnectionScreen } from '#app/ui/connections/connection-screen.tsx';
import { WithHistory } from '#app/ui/connections/with-history.tsx';
import { requireFound } from '#app/ui/require-found.ts';
import { getConnection, getGrantLife, listEvents } from '#lib/connections/index.ts';
import { currentContext, idOf } from '#lib/http/index.ts';

type Props = { params: Promise<{ tenant: string; id: string }> };

export async function generateMetadata() {
  const t = await getTranslations('console.connection');
  return { title: t('title') };
}

export default async function ConnectionPage({ params }: Props) {
  const { tenant, id } = await params;
  const ctx = await currentContext(tenant);
  if (!ctx) notFound();
  const initial = await requireFound(() => getConnection(ctx, idOf({ id })));
  const [events, life] = await Promise.all([listEvents(ctx, initial.id), getGrantLife(ctx, initial.id)]);
  return (
    <WithHistory tenant={tenant} connection={initial} events={events} life={life}>
      <ConnectionScreen initial={initial} />
    </WithHistory>
  );
}
