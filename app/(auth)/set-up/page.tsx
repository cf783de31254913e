import { Anchor } from '@mantine/core';
import { getTranslations } from 'next-intl/server';
import { Door } from '#app/ui/auth/door.tsx';
import { ElsewhereNote } from '#app/ui/auth/elsewhere-note.tsx';
import { SetUpForm } from '#app/ui/auth/set-up-form.tsx';
import { isSetUpOpen } from '#lib/accounts/index.ts';
import { openedElsewhere } from '#lib/http/index.ts';

type Props = { searchParams: Promise<{ code?: string | string[] }> };

export async function generateMetadata() {
  const t = await getTranslations('console.setUp');
  return { title: t('title') };
}

export default async function SetUpPage({ searchParams }: Props) {
  const { code: given } = await searchParams;
  const code = typeof given === 'string' ? given : '';
  const t = await getTranslations('console.setUp');
  if (!(await isSetUpOpen())) {
    return (
      <Door title={t('closed')} lead={t('closedLead')}>
        <Anchor href="/sign-in">{t('toSignIn')}</Anchor>
      </Door>
    );
  }
  const elsewhere = await openedElsewhere();
  return (
    <Door title={t('title')} lead={t('lead')} wide>
      {elsewhere && (
        <ElsewhereNote what="setUp" publicUrl={elsewhere} path={`/set-up?code=${encodeURIComponent(code)}`} />
      )}
      <SetUpForm code={code} disabled={elsewhere !== null} />
    </Door>
  );
}
