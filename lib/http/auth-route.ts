import type { NextApiRequest, NextApiResponse } from 'next';
import NextAuth from 'next-auth';
import { AppError } from '#lib/errors/index.ts';
import { authOptions } from './auth-options.ts';
import { readText } from './read-text.ts';
import { publicRoute } from './route.ts';
import { requestCookies, sessionToken } from './session-cookie.ts';

/** What we use of next-auth. Among the rest is `_log`, which lets anybody write into the server's log. */
const doors = new Set([
  'GET providers',
  'GET session',
  'GET csrf',
  'GET signin',
  'GET signout',
  'GET error',
  'POST callback',
  'POST session',
  'POST signin',
  'POST signout',
]);

/**
 * next-auth's doors under /api/auth. Its handler for API routes is called with the request translated by us: the one
 * for the App Router reads Next's ambient request, which only a running Next has.
 */
export const authRoute = publicRoute<{ nextauth: string[] }>(async (request, { nextauth }) => {
  if (!doors.has(`${request.method} ${nextauth[0]}`)) throw new AppError('not_found', 'There is no such door.');
  const answer = collectAnswer();
  const visitor = { previousToken: sessionToken(request), userAgent: request.headers.get('user-agent') };
  await NextAuth(await toApiRequest(request, nextauth), answer.response, authOptions(visitor));
  return answer.collected();
});

async function toApiRequest(request: Request, nextauth: string[]): Promise<NextApiRequest> {
  const query = { ...Object.fromEntries(new URL(request.url).searchParams), nextauth };
  const { method } = request;
  const headers = Object.fromEntries(request.headers);
  const body = method === 'POST' ? parseForm(await readText(request), headers['content-type'] ?? '') : undefined;
  return {
    method,
    query,
    headers,
    body,
    cookies: requestCookies(request),
  } as Partial<NextApiRequest> as NextApiRequest;
}

function parseForm(text: string, contentType: string): Record<string, unknown> {
  if (contentType.startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text));
  try {
    const body: unknown = JSON.parse(text);
    if (body !== null && typeof body === 'object') return { ...body };
  } catch {
    // Said below, for both kinds of wrong body.
  }
  throw new AppError('invalid_input', 'Send the fields as a form or as a JSON object.');
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
    response: response as unknown as NextApiResponse,
    collected: () => {
      for (const cookie of cookies) headers.append('Set-Cookie', cookie);
      return new Response(body, { status, headers });
    },
  };
}
