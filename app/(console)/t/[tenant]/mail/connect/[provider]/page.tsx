import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { ConnectScreen } from '#app/ui/connect/connect-screen.tsx';
import { providerForm } from '#app/ui/connect/provider-form.ts';
import { NotAllowed } from '#app/ui/not-allowed.tsx';
import { requireFound } from '#app/ui/require-found.ts';
import { getConnection } from '#lib/connections/index.ts';
import { currentContext, idOf } from '#lib/http/index.ts';
import { providers } from '#lib/providers/index.ts';
import { redirectUrl } from '#lib/tokens/index.ts';

type Props = {
  params: Promise<{ tenant: string; provider: string }>;
  searchParams: Promise<{ connection?: string | string[]; from?: string | string[] }>;
};

export async function generateMetadata() {
  const t = await getTranslations('console.choose');
  return { title: t('title') };
}

export default async function ConnectPage({ params, searchParams }: Props) {
  const { tenant, provider: id } = await params;
  const ctx = await currentContext(tenant);
  const provider = providers().find((known) => known.id === id);
  if (ctx?.actor.kind !== 'user' || !provider) notFound();
  if (ctx.actor.role !== 'admin') return <NotAllowed what="connect" />;
  const { connection, from } = await searchParams;
  const find = (id: string | string[] | undefined) =>
    typeof id === 'string' ? requireFound(() => getConnection(ctx, idOf({ id }))) : null;
  const named = await find(connection);
  return (
    <ConnectScreen
      key={named?.id ?? String(from)}
      provider={providerForm(provider, redirectUrl(provider.id))}
      candidate={named?.stage === 'candidate' ? named : null}
      copyOf={named && named.stage !== 'candidate' ? named : await find(from)}
    />
  );
}
