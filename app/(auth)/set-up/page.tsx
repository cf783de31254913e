import { Anchor } from '@mantine/core';
import { getTranslations } from 'next-intl/server';
import { Door } from '#app/ui/auth/door.tsx';
import { SetUpForm } from '#app/ui/auth/set-up-form.tsx';
import { isSetUpOpen } from '#lib/accounts/index.ts';

type Props = { searchParams: Promise<{ code?: string | string[] }> };

export async function generateMetadata() {
  const t = await getTranslations('console.setUp');
  return { title: t('title') };
}

export default async function SetUpPage({ searchParams }: Props) {
  const { code } = await searchParams;
  const t = await getTranslations('console.setUp');
  if (!(await isSetUpOpen())) {
    return (
      <Door title={t('closed')} lead={t('closedLead')}>
        <Anchor href="/sign-in">{t('toSignIn')}</Anchor>
      </Door>
    );
  }
  return (
    <Door title={t('title')} lead={t('lead')} wide>
      <SetUpForm code={typeof code === 'string' ? code : ''} />
    </Door>
  );
}
