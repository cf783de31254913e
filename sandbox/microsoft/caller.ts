import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import type { Situation, Surface } from '#sandbox/faults/fault-board.ts';
import { formOf, type SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { readCredentials } from './client-authentication.ts';
import { findMember } from './directory.ts';

type Known = { clientId?: string | undefined; userId?: string | undefined };

/** Who is asking, as far as the request shows it before any of it is judged. */
export function microsoftCaller(sandbox: Sandbox, request: SandboxRequest, surface: Surface): Situation {
  const known = surface === 'api' ? byBearer(request) : byForm(sandbox, request);
  const member = known.userId ? findMember(known.userId) : undefined;
  return {
    provider: 'microsoft',
    surface,
    clientId: known.clientId,
    account: member?.person.address,
    place: member?.directory.id,
  };
}

function byBearer(request: SandboxRequest): Known {
  try {
    const claims = decodeJwt(/^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '');
    // An application names the mailbox in the path.
    const userId = claims.idtyp === 'user' ? claims.oid : request.params.user;
    return { clientId: String(claims.appid), userId: typeof userId === 'string' ? userId : undefined };
  } catch {
    return {};
  }
}

function byForm(sandbox: Sandbox, request: SandboxRequest): Known {
  const form = formOf(request);
  const hash = createHash('sha256')
    .update(form.get('refresh_token') ?? '')
    .digest('base64url');
  const { grants } = sandbox.store.state.microsoft;
  const grant =
    grants.find(({ tokens }) => tokens.some((token) => token.hash === hash)) ??
    sandbox.codes.find(form.get('code') ?? '')?.grant;
  return { clientId: clientIdOf(request, form), userId: grant?.userId };
}

function clientIdOf(request: SandboxRequest, form: URLSearchParams): string | undefined {
  try {
    return readCredentials(request, form).clientId;
  } catch {
    return undefined;
  }
}
