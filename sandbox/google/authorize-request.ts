import type { SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { BlockedError, blockedPages } from './blocked.ts';
import { findClient, type Registered } from './clients.ts';
import type { Challenge } from './codes.ts';
import { readScopes } from './scopes.ts';

export type AuthorizeRequest = Registered & {
  redirectUri: string;
  state: string | undefined;
  /** Full names. */
  scopes: string[];
  prompts: Set<string>;
  isOffline: boolean;
  includesGranted: boolean;
  loginHint: string;
  /** `hd`: only people of this domain are offered. */
  hostedDomain: string;
  nonce?: string;
  challenge?: Challenge;
};

/** Browsers inside apps, which Google turns away. */
const embedded = /; wv\)|\bWebView\b|\bFBA[NV]\b|\bInstagram\b|\bLine\//;

const refuse = (why: string): never => {
  throw new BlockedError(blockedPages.invalidRequest(why));
};

const required = (query: URLSearchParams, name: string): string =>
  query.get(name)?.trim() || refuse(`Missing required parameter: ${name}`);

/** Reads an authorize request; whatever is wrong ends on Google's page, never at the redirect URI. */
export function readAuthorizeRequest(sandbox: Sandbox, request: SandboxRequest): AuthorizeRequest {
  const query = request.url.searchParams;
  const registered = findClient(sandbox.store, required(query, 'client_id'));
  if (!registered) throw new BlockedError(blockedPages.clientNotFound());
  if (registered.client.deletedAt) throw new BlockedError(blockedPages.clientDeleted());
  if (embedded.test(request.headers['user-agent'] ?? '')) throw new BlockedError(blockedPages.userAgent());
  const responseType = required(query, 'response_type');
  if (responseType !== 'code') throw new BlockedError(blockedPages.responseType(responseType));
  const redirectUri = required(query, 'redirect_uri');
  // Byte for byte: scheme, host, port, path and the last slash (providers.md §5).
  if (!registered.client.redirectUris.includes(redirectUri)) {
    throw new BlockedError(blockedPages.redirectMismatch(redirectUri));
  }
  const { known, unknown } = readScopes(required(query, 'scope'));
  if (unknown.length > 0) throw new BlockedError(blockedPages.invalidScope(known, unknown));
  const challenge = readChallenge(query);
  const nonce = query.get('nonce');
  return {
    ...registered,
    redirectUri,
    state: query.get('state') ?? undefined,
    scopes: known,
    prompts: readPrompts(query),
    isOffline: readAccessType(query) === 'offline',
    includesGranted: query.get('include_granted_scopes') === 'true',
    loginHint: query.get('login_hint') ?? '',
    hostedDomain: (query.get('hd') ?? '').toLowerCase(),
    ...(nonce ? { nonce } : {}),
    ...(challenge ? { challenge } : {}),
  };
}

function readPrompts(query: URLSearchParams): Set<string> {
  const prompts = new Set((query.get('prompt') ?? '').split(/\s+/).filter(Boolean));
  const odd = [...prompts].find((prompt) => !['none', 'consent', 'select_account'].includes(prompt));
  if (odd) return refuse(`Invalid parameter value for prompt: ${odd}`);
  return prompts.has('none') && prompts.size > 1
    ? refuse('Invalid parameter value for prompt: none must stand alone')
    : prompts;
}

function readAccessType(query: URLSearchParams): string {
  const type = query.get('access_type') ?? 'online';
  return type === 'online' || type === 'offline' ? type : refuse(`Invalid access_type: ${type}`);
}

/** PKCE (RFC 7636 §4.3): optional for web clients, `plain` when no method is named. */
function readChallenge(query: URLSearchParams): Challenge | undefined {
  const value = query.get('code_challenge');
  const method = query.get('code_challenge_method') ?? 'plain';
  if (!value) return undefined;
  if (method !== 'S256' && method !== 'plain')
    return refuse(`Invalid parameter value for code_challenge_method: ${method}`);
  if (!/^[\w.~-]{43,128}$/.test(value)) return refuse('Invalid parameter value for code_challenge');
  return { value, method };
}
