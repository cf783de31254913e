import type { NextApiResponse } from 'next';
import NextAuth from 'next-auth';
import { AppError, onTheWire } from '#lib/errors/index.ts';
import { authOptions, type Visit } from './auth-options.ts';
import { authRequest } from './auth-request.ts';
import { deviceCookie } from './device-cookie.ts';
import { retryAfter } from './problem.ts';
import { publicRoute } from './route.ts';
import { visitingBrowser } from './visiting-browser.ts';

/** What we use of next-auth. Among the rest is `_log`, which lets anybody write into the server's log. */
const doors = new Set([
  'GET providers',
  'GET session',
  'GET csrf',
  'GET signin',
  'GET signout',
  'GET error',
  'POST callback/credentials',
  'POST signout',
]);

/**
 * next-auth's doors under /api/auth. Its handler for API routes is called with the request translated by us: the one
 * for the App Router reads Next's ambient request, which only a running Next has.
 */
export const authRoute = publicRoute(async (request) => {
  const nextauth = new URL(request.url).pathname.split('/').slice(3);
  if (!doors.has(`${request.method} ${nextauth.join('/')}`)) throw new AppError('not_found', 'There is no such door.');
  const answer = collectAnswer();
  const { browser, deviceToken } = visitingBrowser(request);
  const visit: Visit = { browser, end: null };
  await NextAuth(await authRequest(request, nextauth), answer.response, authOptions(visit));
  if (visit.end === 'signed_in') answer.headers.append('Set-Cookie', deviceCookie(deviceToken));
  const collected = answer.collected();
  return visit.end instanceof AppError ? withRefusal(collected, visit.end) : collected;
});

/** next-auth knows one refusal, 401. Its own part of the script on the page reads `url`, everybody else the rest. */
async function withRefusal(answer: Response, { code, message: detail, retryAt }: AppError): Promise<Response> {
  const { http: status, title } = onTheWire[code];
  const { url = null } = answer.status === 401 ? ((await answer.json()) as { url?: string }) : {};
  const headers = new Headers(answer.headers);
  headers.set('Content-Type', 'application/problem+json');
  headers.delete('Location');
  if (retryAt) headers.set('Retry-After', retryAfter(retryAt));
  const problem = { type: `urn:mailgrant:problem:${code}`, title, status, detail, code, errors: [], url };
  return new Response(JSON.stringify(problem), { status, headers });
}

/** The part of Node's response that next-auth writes to, and the web Response it becomes. */
function collectAnswer() {
  let status = 200;
  let body: string | null = null;
  const headers = new Headers();
  let cookies: string[] = [];
  const response = {
    status: (code: number) => {
      status = code;
      return response;
    },
    getHeader: () => cookies,
    setHeader: (name: string, value: string | string[]) => {
      if (Array.isArray(value)) cookies = value;
      else headers.set(name, value);
      return response;
    },
    end: () => {},
    send: (value: unknown) => {
      if (typeof value === 'string') body = value;
      else response.json(value ?? {});
    },
    json: (value: unknown) => {
      headers.set('Content-Type', 'application/json');
      body = JSON.stringify(value);
    },
  };
  return {
    headers,
    response: response as unknown as NextApiResponse,
    collected: () => {
      for (const cookie of cookies) headers.append('Set-Cookie', cookie);
      return new Response(body, { status, headers });
    },
  };
}
