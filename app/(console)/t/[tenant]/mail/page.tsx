import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { MailScreen } from '#app/ui/connections/mail-screen.tsx';
import { WithHistory } from '#app/ui/connections/with-history.tsx';
import { getGrantLife, listConnections, listEvents } from '#lib/connections/index.ts';
import { currentContext } from '#lib/http/index.ts';
import { providers } from '#lib/providers/index.ts';

type Props = { params: Promise<{ tenant: string }> };

export async function generateMetadata() {
  const t = await getTranslations('console.mail');
  return { title: t('title') };
}

export default async function MailPage({ params }: Props) {
  const { tenant } = await params;
  const ctx = await currentContext(tenant);
  if (!ctx) notFound();
  const initial = { connections: await listConnections(ctx) };
  const active = initial.connections.find(({ stage }) => stage === 'active');
  const screen = <MailScreen initial={initial} providers={providers().map(({ id, label }) => ({ id, label }))} />;
  if (!active) return screen;
  const [events, life] = await Promise.all([listEvents(ctx, active.id), getGrantLife(ctx, active.id)]);
  return (
    <WithHistory tenant={tenant} connection={active} events={events} life={life}>
      {screen}
    </WithHistory>
  );
}
