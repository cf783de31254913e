import { Secret } from '#lib/crypto/secret.ts';

/** The mail server by which this installation writes to administrators where a tenant's own connection cannot. */
export type SystemMail = {
  host: string;
  port: number;
  /** `none` is for this machine itself: what never leaves it needs no TLS. */
  security: 'none' | 'starttls' | 'tls';
  /** Null where nobody signs in. */
  user: { name: string; password: Secret } | null;
};

export const systemMailForm =
  'must look like smtp://user:password@host:587 (STARTTLS is required, but on localhost) or ' +
  'smtps://user:password@host:465, with special characters percent-encoded';

/** Reads the address of a mail server; null for what is none. Without a port it is the usual one (RFC 6409, RFC 8314). */
export function readSystemMail(text: string): SystemMail | null {
  const url = URL.parse(text);
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === '') return null;
  if ((url.pathname !== '' && url.pathname !== '/') || url.search || url.hash) return null;
  if ((url.username === '') !== (url.password === '')) return null;
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  const isTls = url.protocol === 'smtps:';
  const user = readUser(url);
  if (user === undefined) return null;
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (isTls ? 465 : 587)),
    security: isTls ? 'tls' : isLocal ? 'none' : 'starttls',
    user,
  };
}

/** Null where none is named; undefined where what is there cannot be read. */
function readUser({ username, password }: URL): SystemMail['user'] | undefined {
  if (username === '') return null;
  try {
    return { name: decodeURIComponent(username), password: new Secret(decodeURIComponent(password)) };
  } catch {
    return undefined;
  }
}
