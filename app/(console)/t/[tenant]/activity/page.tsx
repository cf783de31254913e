import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { ActivityScreen } from '#app/ui/activity/activity-screen.tsx';
import { NotAllowed } from '#app/ui/not-allowed.tsx';
import { scopesOf } from '#lib/accounts/index.ts';
import { currentContext } from '#lib/http/index.ts';

type Props = { params: Promise<{ tenant: string }> };

export async function generateMetadata() {
  const t = await getTranslations('console.activity');
  return { title: t('title') };
}

export default async function ActivityPage({ params }: Props) {
  const ctx = await currentContext((await params).tenant);
  if (ctx?.actor.kind !== 'user') notFound();
  if (!scopesOf[ctx.actor.role].includes('audit:read')) return <NotAllowed what="activity" />;
  return <ActivityScreen />;
}
