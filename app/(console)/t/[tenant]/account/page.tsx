import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { AccountScreen } from '#app/ui/account/account-screen.tsx';
import { labelOf, signInProblemOf } from '#app/ui/auth/sign-in-problem-of.ts';
import { signInChoices } from '#lib/accounts/index.ts';
import { currentContext } from '#lib/http/index.ts';

type Param = string | string[] | undefined;
type Props = {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Partial<Record<'linked' | 'problem' | 'with', Param>>>;
};

export async function generateMetadata() {
  const t = await getTranslations('console.account');
  return { title: t('title') };
}

export default async function AccountPage({ params, searchParams }: Props) {
  const ctx = await currentContext((await params).tenant);
  if (ctx?.actor.kind !== 'user') notFound();
  const { linked, problem, with: issuer } = await searchParams;
  const choices = signInChoices();
  const code = signInProblemOf(problem);
  return (
    <AccountScreen
      choices={choices}
      linked={labelOf(choices, linked)}
      problem={code && { code, label: labelOf(choices, issuer) }}
    />
  );
}
