import { decodeJwt } from 'jose';
import type { Situation, Surface } from '#sandbox/faults/fault-board.ts';
import { formOf, type SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { bearerOf, readAccessToken } from './access-tokens.ts';
import { clientIdOf } from './client-authentication.ts';
import { findHolder } from './directory.ts';
import { findByRefreshToken } from './grants.ts';
import { findServiceAccount } from './service-accounts.ts';

/** Who is asking, as far as the request shows it before any of it is judged. */
export function googleCaller(sandbox: Sandbox, request: SandboxRequest, surface: Surface): Situation {
  const known = surface === 'api' ? byBearer(sandbox, request) : byForm(sandbox, request);
  const account = known.userId ? findHolder(known.userId)?.account.address : undefined;
  return { provider: 'google', surface, clientId: known.clientId, account };
}

type Known = { clientId?: string | undefined; userId?: string | undefined };

function byBearer(sandbox: Sandbox, request: SandboxRequest): Known {
  return readAccessToken(sandbox, bearerOf(request.headers.authorization) ?? '') ?? {};
}

function byForm(sandbox: Sandbox, request: SandboxRequest): Known {
  const form = formOf(request);
  const assertion = form.get('assertion');
  if (assertion) return byAssertion(sandbox, assertion);
  const grant =
    findByRefreshToken(sandbox.store, form.get('refresh_token') ?? '') ??
    sandbox.googleCodes.find(form.get('code') ?? '')?.grant;
  return { clientId: clientIdOf(request, form), userId: grant?.userId };
}

function byAssertion(sandbox: Sandbox, assertion: string): Known {
  try {
    const { iss, sub } = decodeJwt(assertion);
    return { clientId: findServiceAccount(sandbox.store, iss ?? '')?.account.uniqueId, userId: sub };
  } catch {
    return {};
  }
}
