import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { MailScreen } from '#app/ui/connections/mail-screen.tsx';
import { listConnections } from '#lib/connections/index.ts';
import { currentContext } from '#lib/http/index.ts';
import { providers } from '#lib/providers/index.ts';

type Props = { params: Promise<{ tenant: string }> };

export async function generateMetadata() {
  const t = await getTranslations('console.mail');
  return { title: t('title') };
}

export default async function MailPage({ params }: Props) {
  const ctx = await currentContext((await params).tenant);
  if (!ctx) notFound();
  const initial = { connections: await listConnections(ctx) };
  return <MailScreen initial={initial} providers={providers().map(({ id, label }) => ({ id, label }))} />;
}
