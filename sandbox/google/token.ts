import { type Answer, formOf, jsonAnswer, type SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { clientIdOf } from './client-authentication.ts';
import { OAuthError, refusals } from './replies.ts';
import { grantByCode } from './token-code.ts';
import { grantByAssertion } from './token-jwt-bearer.ts';
import { grantByRefreshToken } from './token-refresh.ts';

export type TokenJson = Record<string, string | number>;

/** One token request, read; grants add to `note` what the log should know. */
export type TokenCall = {
  sandbox: Sandbox;
  request: SandboxRequest;
  form: URLSearchParams;
  note: { user?: string; grantId?: string; generation?: number; clientId?: string };
};

const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

const grants: Record<string, (call: TokenCall) => Promise<TokenJson>> = {
  authorization_code: grantByCode,
  refresh_token: grantByRefreshToken,
  [jwtBearer]: grantByAssertion,
};

/** `POST /token` (RFC 6749 §3.2, RFC 7523), with Google's refusals. */
export async function answerToken(sandbox: Sandbox, request: SandboxRequest): Promise<Answer> {
  const form = formOf(request);
  const grantType = form.get('grant_type') ?? '';
  const clientId = clientIdOf(request, form);
  const note: TokenCall['note'] = clientId ? { clientId } : {};
  const log = (status: number, error?: string): void =>
    sandbox.log.add({
      surface: 'token',
      provider: 'google',
      what: grantType || 'no grant_type',
      status,
      ...note,
      ...(error ? { error } : {}),
    });
  try {
    if (!grantType) throw new OAuthError(refusals.parameterMissing('grant_type'));
    const grant = Object.hasOwn(grants, grantType) ? grants[grantType] : undefined;
    if (!grant) throw new OAuthError(refusals.grantTypeUnknown(grantType));
    const json = await grant({ sandbox, request, form, note });
    log(200);
    return jsonAnswer(json, 200, { pragma: 'no-cache' });
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    const { status, error: code, text } = error.refusal;
    log(status, code);
    return jsonAnswer({ error: code, error_description: text }, status, { pragma: 'no-cache' });
  }
}
