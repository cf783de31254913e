import type { LoggedRequest } from '#sandbox/control/request-log.ts';
import { type Answer, formOf, jsonAnswer, type SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { readCredentials } from './client-authentication.ts';
import { AadstsError, newTrace, type Refusal, refusalJson, refusals } from './replies.ts';
import { readTenant, type TenantSegment } from './tenant-segment.ts';
import { grantByClientCredentials } from './token-client-credentials.ts';
import { grantByCode } from './token-code.ts';
import { grantByRefreshToken } from './token-refresh.ts';

export type TokenJson = Record<string, string | number>;

/** One token request, read; grants add to `note` what the log should know. */
export type TokenCall = {
  sandbox: Sandbox;
  tenant: TenantSegment;
  form: URLSearchParams;
  credentials: ReturnType<typeof readCredentials>;
  isCrossOrigin: boolean;
  note: Pick<LoggedRequest, 'user' | 'resource' | 'grantId' | 'generation' | 'credential'>;
};

const grants: Record<string, (call: TokenCall) => Promise<TokenJson>> = {
  authorization_code: grantByCode,
  refresh_token: grantByRefreshToken,
  client_credentials: grantByClientCredentials,
};

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function refuse(sandbox: Sandbox, request: SandboxRequest, said: Refusal): Answer {
  const asked = request.headers['client-request-id'];
  const trace = newTrace(typeof asked === 'string' && guid.test(asked) ? asked : undefined);
  return jsonAnswer(refusalJson(said, trace, sandbox.authority), said.status, {
    pragma: 'no-cache',
    'x-ms-request-id': trace.traceId,
    ...(said.status === 401 && request.headers.authorization ? { 'www-authenticate': 'Basic' } : {}),
  });
}

/** `POST /{tenant}/oauth2/v2.0/token` (RFC 6749 §3.2, with Entra's refusals). */
export async function answerToken(sandbox: Sandbox, request: SandboxRequest): Promise<Answer> {
  const form = formOf(request);
  const grantType = form.get('grant_type') ?? '';
  const note: TokenCall['note'] = {};
  let clientId = form.get('client_id') ?? undefined;
  const log = (status: number, error?: string): void =>
    sandbox.log.add({
      surface: 'token',
      what: grantType || 'no grant_type',
      status,
      ...(clientId ? { clientId } : {}),
      ...note,
      ...(error ? { error } : {}),
    });
  try {
    const tenant = readTenant(sandbox, request.params.tenant ?? '');
    if (!grantType) throw new AadstsError(refusals.parameterMissing('grant_type'));
    const grant = Object.hasOwn(grants, grantType) ? grants[grantType] : undefined;
    if (!grant) throw new AadstsError(refusals.grantTypeUnknown(grantType));
    const credentials = readCredentials(request, form);
    clientId = credentials.clientId;
    const isCrossOrigin = request.headers.origin !== undefined;
    const json = await grant({ sandbox, tenant, form, credentials, isCrossOrigin, note });
    log(200);
    return jsonAnswer(json, 200, { pragma: 'no-cache', 'x-ms-request-id': newTrace().traceId });
  } catch (error) {
    if (!(error instanceof AadstsError)) throw error;
    log(error.refusal.status, `AADSTS${error.refusal.code}`);
    return refuse(sandbox, request, error.refusal);
  }
}

/** A GET of the token endpoint, which people try in a browser. */
export function answerTokenByGet(sandbox: Sandbox, request: SandboxRequest): Answer {
  return refuse(sandbox, request, refusals.methodNotAllowed(request.method));
}
