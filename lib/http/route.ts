import { randomUUID } from 'node:crypto';
import {
  findApiKey,
  findMemberContext,
  findSession,
  type SessionUser,
  type TenantContext,
} from '#lib/accounts/index.ts';
import { config } from '#lib/config/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { log } from '#lib/log/index.ts';
import { clientIp } from './client-ip.ts';
import { problemResponse } from './problem.ts';
import { requireSameOrigin } from './require-same-origin.ts';
import { seeOther } from './see-other.ts';
import { sessionToken } from './session-cookie.ts';

/** Marks a handler that a wrapper below made; the route sweep refuses a handler without it. */
export const routeKind = Symbol.for('mailgrant.route');
export type RouteKind = 'tenant' | 'person' | 'public' | 'refusal';

type Handler<P> = ((request: Request, context: { params: Promise<P> }) => Promise<Response>) & {
  [routeKind]: RouteKind;
};

/**
 * A route that acts in one tenant: for a signed-in person in the tenant that the header `Mailgrant-Tenant` names, or
 * for an API key in its own. A tenant one does not belong to does not exist (404).
 */
export function tenantRoute<P = object>(
  handler: (request: Request, ctx: TenantContext, params: P) => Promise<Response>,
): Handler<P> {
  return route('tenant', async (request, params: P) => handler(request, await tenantContext(request), params));
}

/** A route about the signed-in person themself, in whichever tenants they are. No key opens it. */
export function personRoute<P = object>(
  handler: (request: Request, user: SessionUser, params: P) => Promise<Response>,
): Handler<P> {
  return route('person', async (request, params: P) => handler(request, await signedInUser(request), params));
}

/** A route for everybody. What it changes is still refused to pages of other sites. */
export function publicRoute<P = object>(handler: (request: Request, params: P) => Promise<Response>): Handler<P> {
  return route('public', handler);
}

/**
 * A route that does nothing for anybody, and so asks nobody who they are. What it answers may name the methods that the
 * address takes.
 */
export function refusalRoute(answer: (request: Request) => Response, allow?: string): Handler<object> {
  const named = (response: Response) => {
    if (allow) response.headers.set('Allow', allow);
    return response;
  };
  return route(
    'refusal',
    async (request) => named(answer(request)),
    (error, requestId) => named(problemResponse(error, requestId)),
  );
}

/** A route that a person's browser is sent to: whatever goes wrong in it is logged, and they land on a page. */
export function visitRoute<P = object>(
  handler: (request: Request, params: P) => Promise<Response>,
  lostAt: (requestId: string) => `/${string}`,
): Handler<P> {
  return route('public', handler, (error, requestId) => {
    log().error({ err: error, requestId }, 'a visit failed');
    return seeOther(lostAt(requestId));
  });
}

function route<P>(
  kind: RouteKind,
  handle: (request: Request, params: P) => Promise<Response>,
  fail: (error: unknown, requestId: string) => Response = problemResponse,
): Handler<P> {
  const handler = async (request: Request, context: { params: Promise<P> }) => {
    const requestId = randomUUID();
    try {
      // A key in the header is no cookie: no other site can make the browser send it.
      const isByKey = kind === 'tenant' && request.headers.has('authorization');
      if (kind !== 'refusal' && !isByKey) requireSameOrigin(request);
      return sealed(await handle(request, await context.params), requestId);
    } catch (error) {
      return sealed(fail(error, requestId), requestId);
    }
  };
  return Object.assign(handler, { [routeKind]: kind });
}

async function tenantContext(request: Request): Promise<TenantContext> {
  const slug = request.headers.get('mailgrant-tenant');
  const authorization = request.headers.get('authorization');
  const ip = clientIp(request.headers);
  if (authorization !== null) {
    const ctx = await findApiKey(/^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '', ip);
    if (!ctx) throw signInFirst('This API key is unknown or revoked. Send: Authorization: Bearer mg_…');
    if (slug !== null && slug !== ctx.tenantSlug) throw noSuchTenant();
    return ctx;
  }
  const user = await signedInUser(request);
  if (slug === null) {
    const message = 'Name the tenant by its short name in the header Mailgrant-Tenant.';
    throw new AppError('invalid_input', message, { fields: [{ path: 'Mailgrant-Tenant', message }] });
  }
  const ctx = await findMemberContext(user, slug, ip);
  if (!ctx) throw noSuchTenant();
  return ctx;
}

async function signedInUser(request: Request): Promise<SessionUser> {
  const token = sessionToken(request);
  const user = token === null ? null : await findSession(token);
  if (!user) throw signInFirst('Nobody is signed in here, or the session has ended. Sign in and try again.');
  return user;
}

function signInFirst(message: string): AppError {
  return new AppError('unauthenticated', message);
}

function noSuchTenant(): AppError {
  return new AppError('not_found', 'There is no such tenant, or you do not belong to it.');
}

/** Headers of every answer. The response is made anew: those of Response.redirect() cannot be changed. */
function sealed(response: Response, requestId: string): Response {
  const headers = new Headers(response.headers);
  headers.set('Cache-Control', 'no-store');
  headers.set('X-Content-Type-Options', 'nosniff');
  if (!headers.has('Referrer-Policy')) headers.set('Referrer-Policy', 'no-referrer');
  headers.set('X-Request-Id', requestId);
  // As on pages (proxy.ts): over plain http browsers ignore it, and it would bind localhost (RFC 6797 §7.2).
  if (config().publicUrl.startsWith('https:')) headers.set('Strict-Transport-Security', 'max-age=31536000');
  return new Response(response.body, { status: response.status, headers });
}
