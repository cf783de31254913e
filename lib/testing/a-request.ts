/** Where the tests' PUBLIC_URL says that the product is. */
export const origin = 'http://localhost:3000';

type Sender = {
  method?: string;
  /** Sent as JSON; a URLSearchParams as a form. */
  body?: unknown;
  /** A session token, sent as a browser on our own page would. */
  session?: string;
  /** The tenant named in the header. */
  tenant?: string;
  /** An API key. */
  key?: string;
  headers?: Record<string, string | null | undefined>;
};

/** A request to a route handler, as our own console or an API client sends it; `headers` change (null removes) any. */
export function aRequest(path: string, sender: Sender = {}): Request {
  const { method = 'GET', body, session, tenant, key } = sender;
  const headers = new Headers();
  if (session) {
    headers.set('cookie', `__Host-mailgrant.session=${session}`);
    headers.set('origin', origin);
    headers.set('sec-fetch-site', 'same-origin');
  }
  if (tenant) headers.set('mailgrant-tenant', tenant);
  if (key) headers.set('authorization', `Bearer ${key}`);
  const isForm = body instanceof URLSearchParams;
  if (body !== undefined)
    headers.set('content-type', isForm ? 'application/x-www-form-urlencoded' : 'application/json');
  for (const [name, value] of Object.entries(sender.headers ?? {})) {
    if (value === undefined) continue;
    if (value === null) headers.delete(name);
    else headers.set(name, value);
  }
  const text = body === undefined ? null : isForm ? body.toString() : JSON.stringify(body);
  return new Request(`${origin}${path}`, { method, headers, body: text });
}

/** The second argument of a route handler. */
export function params<P extends object>(values: P): { params: Promise<P> } {
  return { params: Promise.resolve(values) };
}
