import type { IncomingMessage, ServerResponse } from 'node:http';
import { callerAddress } from './caller-address.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Sees every request before Next does: says who asks, whatever the request says of itself, and answers what is for no
 * page or route. Answers whether that was all.
 *
 * @param trustedProxies addresses and networks whose X-Forwarded-For is believed
 */
export function frontDoor(trustedProxies: readonly string[]) {
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    sayWhoAsks(request, trustedProxies);
    const { method = '', url = '' } = request;
    const path = pathOf(url);
    // RFC 9110 §9.3.7: “*” asks after the server as a whole, and only with OPTIONS.
    if (path === null) return answer(response, method === 'OPTIONS' && url === '*' ? 204 : 400);
    // Next fails at TRACE, which its Request cannot be made of.
    if (!methods.includes(method)) return answer(response, 405);
    request.url = path;
    return false;
  };
}

const sentences: Record<number, string> = {
  400: 'The address of this request cannot be read.\n',
  405: 'This server does not know the method of this request.\n',
};

function answer(response: ServerResponse, status: number): true {
  const headers = { Allow: methods.join(', '), 'Content-Type': 'text/plain', 'X-Content-Type-Options': 'nosniff' };
  response.writeHead(status, headers).end(sentences[status]);
  return true;
}

function sayWhoAsks(request: IncomingMessage, trustedProxies: readonly string[]): void {
  const forwarded = request.headers['x-forwarded-for'];
  const caller = callerAddress(
    request.socket.remoteAddress,
    Array.isArray(forwarded) ? forwarded.join(',') : forwarded,
    trustedProxies,
  );
  // Never left out: Next would fill in the socket's, and `unknown` is what RFC 7239 calls it.
  request.headers['x-forwarded-for'] = caller ?? 'unknown';
}

/**
 * The target of a request as a path; null where it has none, or one whose percent signs spell nothing, at which Next
 * fails. A proxy's form, a whole URL, is one too (RFC 9112 §3.2.2).
 */
function pathOf(target: string): string | null {
  if (target.startsWith('/')) return isDecodable(target) ? target : null;
  const url = /^https?:/i.test(target) ? URL.parse(target) : null;
  return url && isDecodable(url.pathname) ? `${url.pathname}${url.search}` : null;
}

function isDecodable(target: string): boolean {
  try {
    decodeURIComponent(target.split('?', 1)[0] ?? '');
    return true;
  } catch {
    return false;
  }
}
