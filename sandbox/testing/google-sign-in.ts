import { createHash, randomBytes } from 'node:crypto';
import type { GoogleClientKeys } from '#sandbox/control/google-control.ts';
import { findHolder } from '#sandbox/google/directory.ts';
import type { RunningSandbox } from '#sandbox/start-sandbox.ts';
import type { TokenReply } from './sign-in.ts';

/** What a person does on Google's pages; every scope is ticked unless some are named. */
export type GoogleBehaviour = { account: string; ticks?: string[]; decision?: 'accept' | 'cancel' };

export type GoogleWalk = {
  sentTo?: URL;
  page: string;
  status: number /** Headings of the pages seen. */;
  seen: string[];
};

/** Walks a person through Google's sign-in without a browser, up to where the browser is sent or left. */
export async function walkThroughGoogle(authorizeUrl: string, behaviour: GoogleBehaviour): Promise<GoogleWalk> {
  const account = findHolder(behaviour.account)?.account.id ?? behaviour.account;
  const seen: string[] = [];
  const read = async (response: Response) => {
    const page = await response.text();
    const heading = /<h1>([^<]*)<\/h1>/.exec(page)?.[1] ?? '';
    if (heading) seen.push(heading);
    return { response, page, heading };
  };
  const post = (fields: string[][]) =>
    fetch(authorizeUrl, {
      method: 'POST',
      body: new URLSearchParams([['account', account], ...fields]),
      redirect: 'manual',
    }).then(read);
  const decision = ['decision', behaviour.decision ?? 'accept'];
  let at = await fetch(authorizeUrl, { redirect: 'manual' }).then(read);
  if (at.heading === 'Choose an account') at = await post([['step', 'account']]);
  if (at.heading === 'Google hasn’t verified this app') at = await post([['step', 'warned'], decision]);
  if (at.heading.endsWith('wants access to your Google Account')) {
    const offered = [...at.page.matchAll(/name="scope" value="([^"]+)"/g)].map((match) => match[1] ?? '');
    const ticks = behaviour.ticks ?? offered;
    at = await post([['step', 'consent'], decision, ...ticks.map((scope) => ['scope', scope])]);
  }
  const location = at.response.headers.get('location');
  return { page: at.page, status: at.response.status, seen, ...(location ? { sentTo: new URL(location) } : {}) };
}

export const googleRedirectUri = 'http://localhost:3000/oauth/callback/google';
export const gmailScope = 'openid email https://www.googleapis.com/auth/gmail.send';
export const fullScope = 'openid email https://mail.google.com/';

type Asked = { scope?: string; more?: Record<string, string> };

/** An authorize address with PKCE that asks for a refresh token, and the verifier that belongs to it. */
export function googleAuthorizeUrl(
  sandbox: RunningSandbox,
  keys: Pick<GoogleClientKeys, 'clientId'>,
  asked: Asked = {},
): { url: string; verifier: string } {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: keys.clientId,
    response_type: 'code',
    redirect_uri: googleRedirectUri,
    scope: asked.scope ?? gmailScope,
    access_type: 'offline',
    state: 'the state & more',
    nonce: 'the-nonce',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...asked.more,
  });
  return { url: `${sandbox.google.authorizeUrl}?${query}`, verifier };
}

/** Posts to the token endpoint with the secret in the body. */
export async function postGoogleToken(
  sandbox: RunningSandbox,
  keys: Pick<GoogleClientKeys, 'clientId' | 'clientSecret'>,
  fields: Record<string, string>,
): Promise<TokenReply> {
  const body = new URLSearchParams({ client_id: keys.clientId, client_secret: keys.clientSecret, ...fields });
  const response = await fetch(sandbox.google.tokenUrl, { method: 'POST', body });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

/** The whole way from the sign-in page to a token answer. */
export async function googleTokensFor(
  sandbox: RunningSandbox,
  keys: Pick<GoogleClientKeys, 'clientId' | 'clientSecret'>,
  who: GoogleBehaviour,
  asked: Asked = {},
): Promise<TokenReply> {
  const { url, verifier } = googleAuthorizeUrl(sandbox, keys, asked);
  const { sentTo } = await walkThroughGoogle(url, who);
  return postGoogleToken(sandbox, keys, {
    grant_type: 'authorization_code',
    code: sentTo?.searchParams.get('code') ?? '',
    redirect_uri: googleRedirectUri,
    code_verifier: verifier,
  });
}
