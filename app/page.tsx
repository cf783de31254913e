import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { Door } from '#app/ui/auth/door.tsx';
import { SignOutButton } from '#app/ui/auth/sign-out-button.tsx';
import { isSetUpOpen, tenantsOf } from '#lib/accounts/index.ts';
import { currentSession } from '#lib/http/index.ts';

export default async function FrontPage() {
  const user = await currentSession();
  if (!user) redirect((await isSetUpOpen()) ? '/set-up' : '/sign-in');
  const [tenant] = await tenantsOf(user.userId);
  if (tenant) redirect(`/t/${tenant.slug}/mail`);
  const t = await getTranslations('console.noTenant');
  return (
    <Door title={t('title')} lead={t('lead', { email: user.email })}>
      <SignOutButton />
    </Door>
  );
}
