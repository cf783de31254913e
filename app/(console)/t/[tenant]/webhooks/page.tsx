import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { NotAllowed } from '#app/ui/not-allowed.tsx';
import { WebhooksScreen } from '#app/ui/webhooks/webhooks-screen.tsx';
import { scopesOf } from '#lib/accounts/index.ts';
import { currentContext } from '#lib/http/index.ts';

type Props = { params: Promise<{ tenant: string }> };

export async function generateMetadata() {
  const t = await getTranslations('console.webhooks');
  return { title: t('title') };
}

export default async function WebhooksPage({ params }: Props) {
  const ctx = await currentContext((await params).tenant);
  if (ctx?.actor.kind !== 'user') notFound();
  if (!scopesOf[ctx.actor.role].includes('webhooks:admin')) return <NotAllowed what="webhooks" />;
  return <WebhooksScreen />;
}
