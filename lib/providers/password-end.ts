import type { GrantKind, Provider } from './types.ts';

type Way = { grantKind: GrantKind; smtpHost: string; smtpPort: number };
type Known = Pick<Provider, 'id' | 'label' | 'passwordsEnd'>;

/** Whose mail server it is that a password is shown to, and the deadlines that say until when it takes one; else null. */
export function passwordEndOf(providers: readonly Known[], { grantKind, smtpHost, smtpPort }: Way) {
  if (grantKind !== 'password') return null;
  // A name may be written with a dot at its end (RFC 1034 §3.1).
  const host = smtpHost.trim().replace(/\.$/, '').toLowerCase();
  const isHere = (server: { host: string; port?: number }) =>
    server.host.toLowerCase() === host && (server.port ?? smtpPort) === smtpPort;
  const found = providers.find(({ passwordsEnd }) => passwordsEnd?.servers.some(isHere));
  if (!found?.passwordsEnd) return null;
  const { id, label, passwordsEnd } = found;
  return { provider: id, label, deadlines: passwordsEnd.deadlines };
}
