'use client';

import { createContext, type ReactNode, useContext } from 'react';
import type { Role, Scope } from '#lib/accounts/index.ts';

/** Who looks at which tenant. Decides only what is offered: every door checks for itself. */
export type TenantScreen = {
  slug: string;
  name: string;
  role: Role;
  scopes: readonly Scope[];
  user: { name: string; email: string };
  tenants: { slug: string; name: string }[];
};

const Context = createContext<TenantScreen | null>(null);

export function TenantProvider({ value, children }: { value: TenantScreen; children: ReactNode }) {
  return <Context value={value}>{children}</Context>;
}

/** The tenant of this screen and what the person may do in it. */
export function useTenant(): TenantScreen & { may: (scope: Scope) => boolean } {
  const value = useContext(Context);
  if (value === null) throw new Error('useTenant is used outside of a tenant.');
  return { ...value, may: (scope) => value.scopes.includes(scope) };
}
