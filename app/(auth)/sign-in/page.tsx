import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { Door } from '#app/ui/auth/door.tsx';
import { ElsewhereNote } from '#app/ui/auth/elsewhere-note.tsx';
import { SignInForm } from '#app/ui/auth/sign-in-form.tsx';
import { isSetUpOpen } from '#lib/accounts/index.ts';
import { currentSession, openedElsewhere, safeReturnTo } from '#lib/http/index.ts';

type Props = { searchParams: Promise<{ returnTo?: string | string[] }> };

export async function generateMetadata() {
  const t = await getTranslations('console.signIn');
  return { title: t('title') };
}

export default async function SignInPage({ searchParams }: Props) {
  const { returnTo } = await searchParams;
  const target = safeReturnTo(typeof returnTo === 'string' ? returnTo : null);
  if (await currentSession()) redirect(target);
  const t = await getTranslations('console.signIn');
  const elsewhere = await openedElsewhere();
  return (
    <Door title={t('title')} lead={(await isSetUpOpen()) ? t('notSetUp') : t('lead')}>
      {elsewhere && (
        <ElsewhereNote what="signIn" publicUrl={elsewhere} path={`/sign-in?returnTo=${encodeURIComponent(target)}`} />
      )}
      <SignInForm returnTo={target} disabled={elsewhere !== null} />
    </Door>
  );
}
