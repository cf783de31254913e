import type { NextApiResponse } from 'next';
import NextAuth from 'next-auth';
import { AppError } from '#lib/errors/index.ts';
import { authOptions } from './auth-options.ts';
import { authRequest } from './auth-request.ts';
import { clientIp } from './client-ip.ts';
import { publicRoute } from './route.ts';
import { sessionToken } from './session-cookie.ts';

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
export const authRoute = publicRoute<{ nextauth: string[] }>(async (request, { nextauth }) => {
  if (!doors.has(`${request.method} ${nextauth.join('/')}`)) throw new AppError('not_found', 'There is no such door.');
  const answer = collectAnswer();
  const browser = {
    previousToken: sessionToken(request),
    userAgent: request.headers.get('user-agent'),
    ip: clientIp(request.headers),
  };
  await NextAuth(await authRequest(request, nextauth), answer.response, authOptions(browser));
  return answer.collected();
});

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
    response: response as unknown as NextApiResponse,
    collected: () => {
      for (const cookie of cookies) headers.append('Set-Cookie', cookie);
      return new Response(body, { status, headers });
    },
  };
}
