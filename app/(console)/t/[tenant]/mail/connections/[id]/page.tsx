import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { ConnectionScreen } from '#app/ui/connections/connection-screen.tsx';
import { WithHistory } from '#app/ui/connections/with-history.tsx';
import { requireFound } from '#app/ui/require-found.ts';
import { scopesOf, type TenantContext } from '#lib/accounts/index.ts';
import { foreseeRevocation, getConnection, getGrantLife, listConnections, listEvents } from '#lib/connections/index.ts';
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
  const [events, life, beside] = await Promise.all([
    listEvents(ctx, initial.id),
    getGrantLife(ctx, initial.id),
    besideIt(ctx),
  ]);
  return (
    <WithHistory tenant={tenant} connection={initial} events={events} life={life} beside={beside}>
      <ConnectionScreen initial={initial} />
    </WithHistory>
  );
}

/** What activating would end is told before the button is there to be pressed. */
async function besideIt(ctx: TenantContext) {
  const connections = await listConnections(ctx);
  const active = connections.find(({ stage }) => stage === 'active');
  const may = ctx.actor.kind === 'user' && scopesOf[ctx.actor.role].includes('connections:admin');
  return { connections, forecast: active && may ? await foreseeRevocation(ctx, active.id) : null };
}
