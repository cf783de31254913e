import type { Situation } from '#sandbox/faults/fault-board.ts';
import { type Answer, formOf, jsonAnswer, type SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { refusals } from './replies.ts';

/** 429 of the token endpoint while it is throttled, with `Retry-After` where seconds are given. */
export function googleTokenThrottle(sandbox: Sandbox, request: SandboxRequest, at: Situation): Answer | undefined {
  const fault = sandbox.faults.strike('throttle', at);
  if (!fault) return undefined;
  const { status, error, text } = refusals.throttled();
  sandbox.log.add({
    surface: 'token',
    provider: 'google',
    what: formOf(request).get('grant_type') ?? '',
    status,
    ...(at.clientId ? { clientId: at.clientId } : {}),
    ...(at.account ? { user: at.account } : {}),
    error,
  });
  const headers: Record<string, string> = fault.seconds === undefined ? {} : { 'retry-after': String(fault.seconds) };
  return jsonAnswer({ error, error_description: text }, status, headers);
}
