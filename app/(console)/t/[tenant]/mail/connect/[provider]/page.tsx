import { randomUUID } from 'node:crypto';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { ConnectScreen } from '#app/ui/connect/connect-screen.tsx';
import { providerForm } from '#app/ui/connect/provider-form.ts';
import { NotAllowed } from '#app/ui/not-allowed.tsx';
import { requireFound } from '#app/ui/require-found.ts';
import { config } from '#lib/config/index.ts';
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
  const candidate = named?.stage === 'candidate' ? named : null;
  const source = named && !candidate ? named : await find(from);
  // The redirect URL of a connection that is not saved yet may hold its id already.
  const newId = randomUUID();
  return (
    <ConnectScreen
      key={named?.id ?? String(from)}
      provider={providerForm(provider, {
        redirectUrl: redirectUrl(provider, candidate?.id ?? newId),
        newId: candidate ? null : newId,
        plainPasswords: config().plainPasswords,
      })}
      candidate={candidate}
      copyOf={source?.provider === id ? source : null}
      movesFrom={source && source.provider !== id ? source : null}
    />
  );
}
