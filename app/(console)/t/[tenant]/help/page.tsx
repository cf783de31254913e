import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { helpProvider } from '#app/ui/help/help-provider.ts';
import { HelpScreen } from '#app/ui/help/help-screen.tsx';
import { currentContext } from '#lib/http/index.ts';
import { deadlines, providers } from '#lib/providers/index.ts';
import { redirectUrl } from '#lib/tokens/index.ts';

type Props = { params: Promise<{ tenant: string }> };

export async function generateMetadata() {
  const t = await getTranslations('help');
  return { title: t('title') };
}

export default async function HelpPage({ params }: Props) {
  const ctx = await currentContext((await params).tenant);
  if (!ctx) notFound();
  const offered = providers().map((provider) => helpProvider(provider, redirectUrl(provider, '')));
  return <HelpScreen providers={offered} deadlines={deadlines} now={Date.now()} />;
}
