import { isIP } from 'node:net';

/**
 * The address a request came from, for the audit log; never a ground for letting anyone in. Next fills in
 * X-Forwarded-For only where the request brought none, so the last entry is what the nearest proxy saw; without a proxy
 * that sets it, a client may write whatever it likes.
 */
export function clientIp(headers: Headers): string | null {
  const last = headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '';
  const address = last.replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(address) === 0 ? null : address;
}
