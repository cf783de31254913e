import type { Answer, SandboxRequest } from './exchange.ts';

export type Handler = (request: SandboxRequest) => Answer | Promise<Answer>;
export type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `/mailbox/:address`: a segment after a colon is a parameter. */
  path: string;
  handle: Handler;
  /** Called by programs, not by pages: the same-origin check for browsers does not apply. */
  fromAnywhere?: boolean;
  /** Where more than a Graph request is read. */
  maxBodyBytes?: number;
};

type Found = { route: Route; params: Record<string, string> };

function paramsOf(pattern: string, pathname: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = pathname.split('/');
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (!part.startsWith(':')) {
      if (part !== value) return undefined;
    } else {
      if (value === '') return undefined;
      params[part.slice(1)] = decodeURIComponent(value);
    }
  }
  return params;
}

/** The first route for this path and method, or the methods the path takes instead. A path has been seen to decode. */
export function findRoute(
  routes: Route[],
  method: string,
  pathname: string,
): Found | { allowed: string[] } | undefined {
  const allowed = new Set<string>();
  for (const route of routes) {
    const params = paramsOf(route.path, pathname);
    if (!params) continue;
    if (route.method === method || (route.method === 'GET' && method === 'HEAD')) return { route, params };
    allowed.add(route.method);
    if (route.method === 'GET') allowed.add('HEAD');
  }
  return allowed.size > 0 ? { allowed: [...allowed] } : undefined;
}
