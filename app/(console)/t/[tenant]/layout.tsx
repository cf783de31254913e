import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import { ConsoleShell } from '#app/ui/shell/console-shell.tsx';
import { TenantProvider, type TenantScreen } from '#app/ui/shell/tenant-context.tsx';
import { scopesOf, tenantsOf } from '#lib/accounts/index.ts';
import { currentSession } from '#lib/http/index.ts';

type Props = { children: ReactNode; params: Promise<{ tenant: string }> };

export default async function TenantLayout({ children, params }: Props) {
  const { tenant: slug } = await params;
  const user = await currentSession();
  if (!user) redirect(`/sign-in?returnTo=${encodeURIComponent((await headers()).get('x-path') ?? `/t/${slug}/mail`)}`);
  const tenants = await tenantsOf(user.userId);
  const here = tenants.find((tenant) => tenant.slug === slug);
  if (!here) notFound();
  const screen: TenantScreen = {
    slug,
    name: here.name,
    role: here.role,
    scopes: scopesOf[here.role],
    user: { name: user.name, email: user.email },
    tenants: tenants.map(({ slug, name }) => ({ slug, name })),
  };
  return (
    <TenantProvider value={screen}>
      <ConsoleShell>{children}</ConsoleShell>
    </TenantProvider>
  );
}
