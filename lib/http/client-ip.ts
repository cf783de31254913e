import { isIP } from 'node:net';

/**
 * The address a request came from, for the audit log; never a ground for letting anyone in. X-Forwarded-For holds one
 * address, which our own server has put there (front-door.ts); without that server, in development, it is Next's, and
 * only where the request brought none.
 */
export function clientIp(headers: Headers): string | null {
  return readIp(headers.get('x-forwarded-for')?.split(',').at(-1) ?? '');
}

/** An address in its plain form, out of what servers write: with a port, in brackets, as IPv4 in IPv6, with a zone. */
export function readIp(text: string): string | null {
  const address = text
    .trim()
    .replace(/^\[([^\]]+)\](:\d+)?$/, '$1')
    .replace(/^([\d.]+):\d+$/, '$1')
    .replace(/^::ffff:(?=\d+\.)/i, '')
    .replace(/%.*$/, '');
  return isIP(address) === 0 ? null : address;
}
