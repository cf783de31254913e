import type { IncomingHttpHeaders } from 'node:http';
import type { Html } from './html.ts';

/** One HTTP request, its body read. */
export type SandboxRequest = {
  method: string;
  url: URL;
  /** Path segments named in the route, decoded. */
  params: Record<string, string>;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** The body was longer than the server reads; `body` holds nothing then. */
  bodyTooLarge: boolean;
};

export type Answer = {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
  /** The connection ends instead: nobody hears this answer. */
  isDropped?: true;
};

/** A form body; empty when the content type is another. */
export function formOf(request: SandboxRequest): URLSearchParams {
  const isForm = request.headers['content-type']?.toLowerCase().startsWith('application/x-www-form-urlencoded');
  return new URLSearchParams(isForm ? request.body.toString('utf8') : '');
}

/** A form with files (RFC 7578); empty when it cannot be read as one. */
export async function uploadOf(request: SandboxRequest): Promise<FormData> {
  const contentType = request.headers['content-type'] ?? '';
  const body = new Response(new Uint8Array(request.body), { headers: { 'content-type': contentType } });
  return body.formData().catch(() => new FormData());
}

export function cookieOf(request: SandboxRequest, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = pair.trim().split('=');
    if (key === name) return value;
  }
  return undefined;
}

/** Only our own stylesheet and script; no `form-action`, which Chromium also applies to the redirect after consent. */
const pagePolicy =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; frame-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

export function htmlAnswer(page: Html, status = 200, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': pagePolicy,
      'cache-control': 'no-store',
      ...headers,
    },
    body: page.text,
  };
}

export function jsonAnswer(value: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store, no-cache', ...headers },
    body: JSON.stringify(value),
  };
}

/** 303 after a form was posted, 302 where a protocol says so. */
export function redirectAnswer(
  location: string,
  status: 302 | 303 = 303,
  headers: Record<string, string> = {},
): Answer {
  return { status, headers: { location, 'cache-control': 'no-store', ...headers }, body: '' };
}
