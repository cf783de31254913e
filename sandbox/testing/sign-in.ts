import { createHash, randomBytes } from 'node:crypto';
import type { RegistrationKeys } from '#sandbox/control/control.ts';
import { findMember } from '#sandbox/microsoft/directory.ts';
import type { RunningSandbox } from '#sandbox/start-sandbox.ts';

/** What a person does on the sign-in pages. */
export type Behaviour = { account: string; decision?: 'accept' | 'cancel'; organization?: boolean };

/**
 * Walks a person through the sign-in pages without a browser: picks the account, decides on the consent page if there
 * is one. Resolves with the address the browser is sent to, or with the page it was left on.
 */
export async function walkThrough(
  authorizeUrl: string,
  behaviour: Behaviour,
): Promise<{ sentTo?: URL; page: string; status: number }> {
  const account = findMember(behaviour.account)?.person.id ?? behaviour.account;
  const post = (fields: Record<string, string>): Promise<Response> =>
    step(authorizeUrl, { method: 'POST', body: new URLSearchParams({ account, ...fields }) });
  let response = await step(authorizeUrl);
  let page = await response.text();
  if (page.includes('<h1>Pick an account</h1>')) {
    response = await post({ step: 'account' });
    page = await response.text();
  }
  if (page.includes('<h1>Permissions requested</h1>')) {
    const organization: Record<string, string> = behaviour.organization ? { organization: 'yes' } : {};
    response = await post({ step: 'consent', decision: behaviour.decision ?? 'accept', ...organization });
    page = await response.text();
  }
  const location = response.headers.get('location');
  return { page, status: response.status, ...(location ? { sentTo: new URL(location) } : {}) };
}

/** Follows 303 from a posted form to its page, and leaves 302, which goes back to the application, alone. */
async function step(url: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, { ...init, redirect: 'manual' });
  const next = response.headers.get('location');
  return response.status === 303 && next ? step(new URL(next, url).href) : response;
}

export const graphScope = 'openid profile email offline_access https://graph.microsoft.com/Mail.Send';
export const smtpScope = 'openid profile email offline_access https://outlook.office.com/SMTP.Send';

type Asked = {
  tenant?: string;
  redirectUri: string;
  scope?: string;
  more?: Record<string, string>;
};

/** An authorize address with PKCE, and the verifier that belongs to it. */
export function authorizeUrl(
  sandbox: RunningSandbox,
  keys: Pick<RegistrationKeys, 'clientId' | 'directoryId'>,
  asked: Asked,
): { url: string; verifier: string } {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: keys.clientId,
    response_type: 'code',
    redirect_uri: asked.redirectUri,
    scope: asked.scope ?? graphScope,
    state: 'the-state',
    nonce: 'the-nonce',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...asked.more,
  });
  const { authority } = sandbox.providers.microsoft;
  return { url: `${authority}/${asked.tenant ?? keys.directoryId}/oauth2/v2.0/authorize?${query}`, verifier };
}

export type TokenReply = { status: number; json: Record<string, unknown> };

/** Posts to the token endpoint with the secret in the body. */
export async function postToken(
  sandbox: RunningSandbox,
  keys: RegistrationKeys,
  fields: Record<string, string>,
  tenant: string = keys.directoryId,
): Promise<TokenReply> {
  const body = new URLSearchParams({ client_id: keys.clientId, client_secret: keys.secretValue, ...fields });
  const response = await fetch(`${sandbox.providers.microsoft.authority}/${tenant}/oauth2/v2.0/token`, {
    method: 'POST',
    body,
  });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

/** The whole way from the sign-in page to a token answer. */
export async function tokensFor(
  sandbox: RunningSandbox,
  keys: RegistrationKeys,
  who: Behaviour,
  asked: Asked,
): Promise<TokenReply> {
  const { url, verifier } = authorizeUrl(sandbox, keys, asked);
  const { sentTo } = await walkThrough(url, who);
  const code = sentTo?.searchParams.get('code') ?? '';
  return postToken(sandbox, keys, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: asked.redirectUri,
    code_verifier: verifier,
  });
}
