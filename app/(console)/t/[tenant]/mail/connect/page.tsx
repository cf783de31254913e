import { notFound, redirect } from 'next/navigation';
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
  const { tenant } = await params;
  if (!(await currentContext(tenant))) notFound();
  const choices = providers().map(({ id, label }) => ({ id, label }));
  // One choice is none.
  if (choices[0] && choices.length === 1) redirect(`/t/${tenant}/mail/connect/${choices[0].id}`);
  return <ProviderChoice providers={choices} />;
}
