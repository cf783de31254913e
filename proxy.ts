import { type NextRequest, NextResponse } from 'next/server';
import { contentPolicy } from '#app/ui/content-policy.ts';
import { config as environment } from '#lib/config/index.ts';

/** Gives each page its own nonce and content policy. Decides nothing about who may see what. */
export function proxy(request: NextRequest): NextResponse {
  const { nodeEnv, publicUrl } = environment();
  const nonce = btoa(crypto.randomUUID());
  const policy = contentPolicy({ nonce, development: nodeEnv === 'development' });

  // Next reads the nonce for its own scripts from the policy on the request.
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('x-path', request.nextUrl.pathname + request.nextUrl.search);
  headers.set('content-security-policy', policy);

  const response = NextResponse.next({ request: { headers } });
  response.headers.set('x-nonce', nonce);
  response.headers.set('content-security-policy', policy);
  if (publicUrl.startsWith('https:')) response.headers.set('strict-transport-security', 'max-age=31536000');
  return response;
}

export const config = {
  // Never /api: a body that passes through here is cut at 10 MB, and that is only logged.
  matcher: ['/((?!api/|api$|_next/static|_next/image|oauth/|healthz|readyz|icon.svg).*)'],
};
