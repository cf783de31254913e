import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { KeysScreen } from '#app/ui/keys/keys-screen.tsx';
import { NotAllowed } from '#app/ui/not-allowed.tsx';
import { scopes, scopesOf } from '#lib/accounts/index.ts';
import { config } from '#lib/config/index.ts';
import { currentContext } from '#lib/http/index.ts';

type Props = { params: Promise<{ tenant: string }> };

export async function generateMetadata() {
  const t = await getTranslations('console.keys');
  return { title: t('title') };
}

export default async function KeysPage({ params }: Props) {
  const ctx = await currentContext((await params).tenant);
  if (ctx?.actor.kind !== 'user') notFound();
  if (!scopesOf[ctx.actor.role].includes('keys:admin')) return <NotAllowed what="keys" />;
  return <KeysScreen publicUrl={config().publicUrl} scopes={scopes} />;
}
