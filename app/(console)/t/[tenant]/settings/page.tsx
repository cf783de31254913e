import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { SettingsScreen } from '#app/ui/settings/settings-screen.tsx';
import { scannerOf } from '#lib/files/index.ts';
import { currentContext } from '#lib/http/index.ts';

type Props = { params: Promise<{ tenant: string }> };

export async function generateMetadata() {
  const t = await getTranslations('console.settings');
  return { title: t('title') };
}

export default async function SettingsPage({ params }: Props) {
  const ctx = await currentContext((await params).tenant);
  if (ctx?.actor.kind !== 'user') notFound();
  return <SettingsScreen scanner={await scannerOf(ctx)} />;
}
