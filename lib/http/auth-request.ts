import type { NextApiRequest } from 'next';
import { AppError } from '#lib/errors/index.ts';
import { callbackCookie, returnUrl } from './auth-options.ts';
import { readText } from './read-text.ts';
import { requestCookies } from './session-cookie.ts';

/** What next-auth is asked with: of the query and the fields of a form no more than it needs, and nothing it chokes on. */
export async function authRequest(request: Request, nextauth: string[]): Promise<NextApiRequest> {
  const { searchParams } = new URL(request.url);
  const { method } = request;
  const headers = Object.fromEntries(request.headers);
  const callbackUrl = searchParams.get('callbackUrl');
  const error = searchParams.get('error');
  const asked: Partial<NextApiRequest> = {
    method,
    query: {
      ...(callbackUrl === null ? {} : { callbackUrl: returnUrl(callbackUrl) }),
      // Written into a Location header as it is.
      ...(error === null ? {} : { error: /^\w{1,40}$/.test(error) ? error : 'Default' }),
      nextauth,
    },
    headers,
    body: method === 'POST' ? fields(await readText(request), headers['content-type'] ?? '') : undefined,
    cookies: cookies(request),
  };
  return asked as NextApiRequest;
}

/** A cookie that cannot be read would be a failure of ours to next-auth; it is no more than where to go back to. */
function cookies(request: Request): Record<string, string> {
  const { [callbackCookie]: callbackUrl, ...others } = requestCookies(request);
  return callbackUrl === undefined ? others : { ...others, [callbackCookie]: returnUrl(callbackUrl) };
}

function fields(text: string, contentType: string): Record<string, string> {
  const isForm = contentType.startsWith('application/x-www-form-urlencoded');
  const sent = isForm ? [...new URLSearchParams(text)] : Object.entries(parseObject(text));
  const wrong = sent.filter(([, value]) => typeof value !== 'string' || !value.isWellFormed());
  if (wrong.length > 0) {
    throw new AppError('invalid_input', 'Send every field as text.', {
      fields: wrong.map(([path]) => ({ path, message: 'Send text.' })),
    });
  }
  const { callbackUrl, ...others } = Object.fromEntries(sent as [string, string][]);
  return callbackUrl === undefined ? others : { ...others, callbackUrl: returnUrl(callbackUrl) };
}

function parseObject(text: string): object {
  try {
    const body: unknown = JSON.parse(text);
    if (body !== null && typeof body === 'object') return body;
  } catch {
    // Said below, for both kinds of wrong body.
  }
  throw new AppError('invalid_input', 'Send the fields as a form or as a JSON object.');
}
