import * as oauth from 'oauth4webapi';
import { withExtra } from './extra-parameters.ts';
import type { AuthorizationServer, ExtraParameters } from './types.ts';

type AuthorizationInput = {
  server: AuthorizationServer;
  clientId: string;
  redirectUri: string;
  scopes: string[];
  /** What this server wants to be told besides. */
  parameters?: ExtraParameters;
  /** Address to prefill at the sign-in page. */
  loginHint?: string;
  /** For callers that keep neither: both made of the state, and of something that only they know. */
  secretsOf?: (state: string) => Pick<Authorization, 'nonce' | 'codeVerifier'>;
};

/** What the callback will be checked against. Each value has 256 bits. */
export type Authorization = { url: string; state: string; nonce: string; codeVerifier: string };

/**
 * Makes the URL a person visits to consent: code flow with PKCE S256 and a fresh verifier, for confidential clients
 * too (RFC 9700 §2.1.1). What a server wants besides never replaces a parameter of ours.
 */
export async function createAuthorization(input: AuthorizationInput): Promise<Authorization> {
  const state = oauth.generateRandomState();
  const { nonce, codeVerifier } = input.secretsOf?.(state) ?? {
    nonce: oauth.generateRandomNonce(),
    codeVerifier: oauth.generateRandomCodeVerifier(),
  };
  // RFC 6749 §3.1: a query that the endpoint already has stays.
  const url = new URL(input.server.authorizationEndpoint);
  const parameters = withExtra(input.parameters, {
    response_type: 'code',
    client_id: input.clientId,
    redirect_uri: input.redirectUri,
    scope: input.scopes.join(' '),
    state,
    // A server may refuse it where no ID token is asked for to carry it (OpenID Connect Core §3.1.2.1).
    ...(input.scopes.includes('openid') ? { nonce } : {}),
    code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    ...(input.loginHint ? { login_hint: input.loginHint } : {}),
  });
  for (const name of parameters.keys()) url.searchParams.delete(name);
  for (const [name, value] of parameters) url.searchParams.append(name, value);
  return { url: url.href, state, nonce, codeVerifier };
}
