import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { ProviderChoice } from '#app/ui/connect/provider-choice.tsx';
import { currentContext } from '#lib/http/index.ts';
import { providers } from '#lib/providers/index.ts';

type Props = { params: Promise<{ tenant: string }> };

export async function generateMetadata() {
  const t = await getTranslations('console.choose');
  return { title: t('title') };
}

export default async function ChooseProviderPage({ params }: Props) {
  if (!(await currentContext((await params).tenant))) notFound();
  return <ProviderChoice providers={providers().map(({ id, label }) => ({ id, label }))} />;
}
