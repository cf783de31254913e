import { config, type SignInProvider, signInProviders } from '#lib/config/index.ts';
import { egressFetch } from '#lib/egress/index.ts';
import { type AuthorizationServer, discoverServer, type Fetch } from '#lib/oauth/index.ts';

const timeoutMs = 10_000;

/** Whoever presses a button again and again, signed in or not, must not make us ask the issuer each time. */
const keptMs = 10 * 60_000;
const kept = new Map<string, { until: number; server: AuthorizationServer }>();

/** The entry of SIGN_IN_FILE with this id. */
export function findSignInProvider(id: string): SignInProvider | undefined {
  return signInProviders().find((provider) => provider.id === id);
}

/** Whom people may sign in with, for a page: nothing but a name and its place in addresses. */
export function signInChoices(): { id: string; label: string }[] {
  return signInProviders().map(({ id, label }) => ({ id, label }));
}

/** Where an issuer sends people back to: one address per entry, which is entered there. */
export function signInRedirectUrl(id: string): string {
  return `${config().publicUrl}/api/auth/callback/${id}`;
}

/** The way to an issuer: egress, with this entry's own certificates. */
export function fetchOf({ caCertificate }: SignInProvider): Fetch {
  return (url, init) => egressFetch(url, { ...init, caCertificate, timeoutMs });
}

/** The endpoints that the issuer names, kept for ten minutes. Throws OAuthRefusal or OAuthNoAnswer. */
export async function serverOf(provider: SignInProvider): Promise<AuthorizationServer> {
  const { issuer } = provider;
  const known = kept.get(issuer);
  if (known && known.until > Date.now()) return known.server;
  const server = await discoverServer({ issuer, fetch: fetchOf(provider) });
  kept.set(issuer, { until: Date.now() + keptMs, server });
  return server;
}
