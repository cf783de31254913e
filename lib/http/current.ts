import { cookies, headers } from 'next/headers';
import { cache } from 'react';
import { findMemberContext, findSession, type SessionUser, type TenantContext } from '#lib/accounts/index.ts';
import { clientIp } from './client-ip.ts';
import { sessionCookie } from './session-cookie.ts';

/** Who is signed in, for a server component; null when nobody is. Looked up once per request. */
export const currentSession: () => Promise<SessionUser | null> = cache(async () => {
  const token = (await cookies()).get(sessionCookie)?.value;
  return token ? findSession(token) : null;
});

/** Who acts in which tenant, for a server component; null when nobody is signed in or they do not belong to it. */
export const currentContext: (slug: string) => Promise<TenantContext | null> = cache(async (slug: string) => {
  const user = await currentSession();
  return user ? findMemberContext(user, slug, clientIp(await headers())) : null;
});
