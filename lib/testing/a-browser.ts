import { aRequest, origin, params } from './a-request.ts';

type Handler<P> = (request: Request, context: { params: Promise<P> }) => Promise<Response>;
type Sent = { method?: string; body?: unknown; headers?: Record<string, string | null> };

/** A browser: keeps cookies, and sends them as a page of our own does. */
export function aBrowser(session?: string) {
  const jar = new Map<string, string>(session ? [['__Host-mailgrant.session', session]] : []);
  const send = async <P extends object>(handler: Handler<P>, path: string, values: P, sent: Sent = {}) => {
    const { method = 'GET', body, headers } = sent;
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ') || null;
    const ours = method === 'GET' ? {} : { origin, 'sec-fetch-site': 'same-origin' };
    const request = aRequest(path, {
      method,
      body,
      headers: { cookie, 'x-forwarded-for': '203.0.113.9', ...ours, ...headers },
    });
    const response = await handler(request, params(values));
    for (const text of response.headers.getSetCookie()) {
      const [name = '', value = ''] = text.split(';')[0]?.split('=') ?? [];
      jar.set(name, value);
    }
    return response;
  };
  return { jar, send, token: () => jar.get('__Host-mailgrant.session') ?? '' };
}

export type TestBrowser = ReturnType<typeof aBrowser>;
