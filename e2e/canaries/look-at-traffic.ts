import type { Exchange } from '#sandbox/control/recorder.ts';
import type { Book, Surface } from './evidence.ts';
import type { Heard } from './listening-proxy.ts';

/** Headers by which a browser hands over what it keeps; cookies know no ports, so another program of one host gets them. */
const ownHeaders = new Set(['cookie', 'authorization']);

/** What went between the browser (or a key's program) and the product, and what both showed to others. */
export function lookAtTraffic(book: Book, heard: readonly Heard[], origin: string): void {
  for (const { method, url, headers, status, answerHeaders, body } of heard) {
    const where = `${method} ${url.origin === origin ? '' : url.origin}${url.pathname}`;
    book.add('addresses', where, url.href);
    book.add('addresses', `${where} referer`, String(headers.referer ?? ''));
    if (url.origin !== origin) {
      for (const [name, value] of Object.entries(headers)) {
        if (!ownHeaders.has(name)) book.add('what other sites are told', `${where} ${name}`, String(value));
      }
      continue;
    }
    const byKey = headers.authorization !== undefined;
    for (let at = 0; at < answerHeaders.length; at += 2) {
      const [name = '', value = ''] = answerHeaders.slice(at, at + 2);
      const surface = byKey ? 'answers to an API key' : 'response headers';
      book.add(surface, `${where} ${status} ${cookieName(name, value)}`, `${name}: ${value}`);
    }
    const type = answerHeaders[answerHeaders.findIndex((name) => name.toLowerCase() === 'content-type') + 1] ?? '';
    book.add(byKey ? 'answers to an API key' : surfaceOf(type), `${where} ${status}`, body);
    if (url.pathname === '/api/v1/audit-events') book.add('audit log', where, body);
  }
}

const cookieName = (name: string, value: string) =>
  name.toLowerCase() === 'set-cookie' ? `set-cookie ${value.split('=')[0]}` : name.toLowerCase();

function surfaceOf(type: string): Surface {
  if (type.startsWith('text/html')) return 'HTML';
  if (type.startsWith('text/x-component')) return 'RSC payloads';
  if (/javascript|css|font|image/.test(type)) return 'scripts and styles';
  return 'JSON';
}

/**
 * What the providers heard from the product beside what they must: a token request's form and the Authorization header
 * are where secrets belong.
 */
export function lookAtProviders(book: Book, exchanges: readonly Exchange[]): void {
  for (const { method, url, headers, body } of exchanges) {
    const where = `${method} ${url.split('?')[0]}`;
    const others = Object.entries(headers).filter(([name]) => !ownHeaders.has(name));
    book.add('what other sites are told', where, `${url}\n${others.map(String).join('\n')}`);
    if (!isTokenRequest(body)) book.add('what other sites are told', `${where} body`, body);
  }
}

export const isTokenRequest = (body: string) => new URLSearchParams(body).has('grant_type');
