import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { ConnectionScreen } from '#app/ui/connections/connection-screen.tsx';
import { requireFound } from '#app/ui/require-found.ts';
import { getConnection } from '#lib/connections/index.ts';
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
  return <ConnectionScreen initial={await requireFound(() => getConnection(ctx, idOf({ id })))} />;
}
