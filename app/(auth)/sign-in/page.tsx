import { Button } from '@mantine/core';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { requestIdOf } from '#app/consent-problem/consent-reasons.ts';
import { Door } from '#app/ui/auth/door.tsx';
import { ElsewhereNote } from '#app/ui/auth/elsewhere-note.tsx';
import { IssuerButtons } from '#app/ui/auth/issuer-buttons.tsx';
import { SignInForm } from '#app/ui/auth/sign-in-form.tsx';
import { SignInProblem } from '#app/ui/auth/sign-in-problem.tsx';
import { labelOf, signInProblemOf } from '#app/ui/auth/sign-in-problem-of.ts';
import { isSetUpOpen, signInChoices } from '#lib/accounts/index.ts';
import { currentSession, openedElsewhere, safeReturnTo } from '#lib/http/index.ts';

type Param = string | string[] | undefined;
type Props = { searchParams: Promise<Partial<Record<'returnTo' | 'problem' | 'with' | 'request', Param>>> };

export async function generateMetadata() {
  const t = await getTranslations('console.signIn');
  return { title: t('title') };
}

export default async function SignInPage({ searchParams }: Props) {
  const asked = await searchParams;
  const target = safeReturnTo(typeof asked.returnTo === 'string' ? asked.returnTo : null);
  const code = signInProblemOf(asked.problem);
  const session = await currentSession();
  if (session && !code) redirect(target);
  const t = await getTranslations('console.signIn');
  const choices = signInChoices();
  const problem = code && (
    <SignInProblem problem={code} label={labelOf(choices, asked.with)} requestId={requestIdOf(asked.request)} />
  );
  if (session) {
    return (
      <Door title={t('title')}>
        {problem}
        <Button component="a" href={target}>
          {t('goOn')}
        </Button>
      </Door>
    );
  }
  const elsewhere = await openedElsewhere();
  return (
    <Door title={t('title')} lead={(await isSetUpOpen()) ? t('notSetUp') : t('lead')}>
      {problem}
      {elsewhere && (
        <ElsewhereNote what="signIn" publicUrl={elsewhere} path={`/sign-in?returnTo=${encodeURIComponent(target)}`} />
      )}
      <SignInForm returnTo={target} disabled={elsewhere !== null} />
      {choices.length > 0 && <IssuerButtons choices={choices} returnTo={target} disabled={elsewhere !== null} />}
    </Door>
  );
}
