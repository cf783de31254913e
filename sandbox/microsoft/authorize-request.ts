import type { SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { findDirectory } from './directory.ts';
import { findRedirectUri } from './redirect-uris.ts';
import type { Registration } from './registrations.ts';
import { AadstsError, refusals } from './replies.ts';
import { parseScopes, type Scopes } from './scopes.ts';
import { readTenant, requireApplication, type TenantSegment } from './tenant-segment.ts';

export type ResponseMode = 'query' | 'fragment' | 'form_post';

/** Where an answer goes: everything that must be right before the browser may be sent there. */
export type ReturnAddress = {
  tenant: TenantSegment;
  registration: Registration;
  redirectUri: string;
  responseMode: ResponseMode;
  state?: string;
};

export type AuthorizeRequest = ReturnAddress & {
  scopes: Scopes;
  prompts: Set<string>;
  loginHint: string;
  nonce?: string;
  challenge?: { value: string; method: 'S256' | 'plain' };
};

function readResponseMode(asked: string | null): ResponseMode {
  return asked === 'fragment' || asked === 'form_post' ? asked : 'query';
}

/** What is wrong here is told on a page and never sent to the redirect URI (providers.md §2.4: 50011, 700016 …). */
export function readReturnAddress(sandbox: Sandbox, request: SandboxRequest): ReturnAddress {
  const query = request.url.searchParams;
  const tenant = readTenant(sandbox, request.params.tenant ?? '');
  const clientId = query.get('client_id') ?? '';
  if (!clientId) throw new AadstsError(refusals.parameterMissing('client_id'));
  const registration = requireApplication(sandbox, tenant, clientId);
  const asked = query.get('redirect_uri') ?? '';
  if (registration.redirectUris.length === 0) throw new AadstsError(refusals.noRedirectRegistered());
  if (!URL.canParse(asked)) throw new AadstsError(refusals.redirectMalformed());
  if (!findRedirectUri(registration, asked)) throw new AadstsError(refusals.redirectMismatch(asked, clientId));
  const state = query.get('state');
  const responseMode = readResponseMode(query.get('response_mode'));
  return { tenant, registration, redirectUri: asked, responseMode, ...(state === null ? {} : { state }) };
}

const knownPrompts = ['login', 'none', 'consent', 'select_account'];

/** The rest of the request; what is wrong here is sent to the redirect URI. */
export function readAuthorizeRequest(
  { cloud }: Sandbox,
  request: SandboxRequest,
  address: ReturnAddress,
): AuthorizeRequest {
  const query = request.url.searchParams;
  const responseType = query.get('response_type') ?? '';
  if (!responseType) throw new AadstsError(refusals.parameterMissing('response_type'));
  if (responseType !== 'code') throw new AadstsError(refusals.responseTypeUnknown(responseType));
  const scope = query.get('scope') ?? '';
  if (!scope.trim()) throw new AadstsError(refusals.parameterMissing('scope'));
  const mode = query.get('response_mode');
  if (mode !== null && mode !== address.responseMode) throw new AadstsError(refusals.parameterInvalid('response_mode'));
  const prompts = new Set((query.get('prompt') ?? '').split(/\s+/).filter(Boolean));
  const oddPrompt = [...prompts].some((prompt) => !knownPrompts.includes(prompt));
  if (oddPrompt || (prompts.has('none') && prompts.size > 1))
    throw new AadstsError(refusals.parameterInvalid('prompt'));

  const { registration, tenant } = address;
  const home = 'directory' in tenant ? tenant.directory : findDirectory(registration.directoryId);
  const app = { clientId: registration.clientId, name: registration.name, directoryName: home?.name ?? '', cloud };
  const nonce = query.get('nonce');
  const challenge = readChallenge(query);
  return {
    ...address,
    scopes: parseScopes(scope, app),
    prompts,
    loginHint: query.get('login_hint') ?? '',
    ...(nonce ? { nonce } : {}),
    ...(challenge ? { challenge } : {}),
  };
}

/** PKCE (RFC 7636 §4.3): optional for a web platform, `plain` when no method is named. */
function readChallenge(query: URLSearchParams): AuthorizeRequest['challenge'] {
  const value = query.get('code_challenge');
  const method = query.get('code_challenge_method') ?? 'plain';
  if (!value) return undefined;
  if (method !== 'S256' && method !== 'plain')
    throw new AadstsError(refusals.parameterInvalid('code_challenge_method'));
  if (!/^[\w.~-]{43,128}$/.test(value)) throw new AadstsError(refusals.parameterInvalid('code_challenge'));
  return { value, method };
}
