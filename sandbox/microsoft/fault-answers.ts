import { randomUUID } from 'node:crypto';
import type { Situation } from '#sandbox/faults/fault-board.ts';
import { type Answer, formOf, jsonAnswer, type SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { stamp } from './exchange-wording.ts';
import { type GraphFault, graphFaults, graphRefusal } from './graph-errors.ts';
import { newTrace, type Refusal, refusalJson } from './replies.ts';
import type { SignIn } from './smtp-sign-in.ts';

/** What policy says at a refresh (providers.md §2.4); both arrive as `invalid_grant`. */
const policies: Record<string, Refusal & { claims?: string }> = {
  'conditional-access': {
    code: 53003,
    status: 400,
    error: 'invalid_grant',
    suberror: 'message_only',
    text: 'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
    claims: '{"access_token":{"capolids":{"essential":true,"values":["8a2c5b1e-3f47-4d60-9b18-7e6a0c4d2f95"]}}}',
  },
  'mfa-required': {
    code: 50076,
    status: 400,
    error: 'invalid_grant',
    suberror: 'basic_action',
    text: "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '00000003-0000-0000-c000-000000000000'.",
  },
};

/** The answer a switched-on fault gives instead of Entra's or Graph's own; undefined when none strikes. */
export function microsoftFaultAnswer(sandbox: Sandbox, request: SandboxRequest, at: Situation): Answer | undefined {
  return at.surface === 'token' ? tokenAnswer(sandbox, request, at) : graphAnswer(sandbox, request, at);
}

function tokenAnswer(sandbox: Sandbox, request: SandboxRequest, at: Situation): Answer | undefined {
  const grantType = formOf(request).get('grant_type') ?? '';
  const log = (status: number, error: string): void =>
    sandbox.log.add({ surface: 'token', what: grantType, status, ...known(at), error });
  const throttle = sandbox.faults.strike('throttle', at);
  if (throttle) {
    log(429, 'temporarily_unavailable');
    const body = { error: 'temporarily_unavailable', error_description: 'Too many requests. Try again later.' };
    return jsonAnswer(body, 429, retryAfter(throttle.seconds));
  }
  if (grantType !== 'refresh_token') return undefined;
  const kind = Object.keys(policies).find((one) => sandbox.faults.strike(one, at));
  const policy = kind ? policies[kind] : undefined;
  if (!policy) return undefined;
  log(policy.status, `AADSTS${policy.code}`);
  const json = refusalJson(policy, newTrace(), sandbox.authority);
  return jsonAnswer(policy.claims ? { ...json, claims: policy.claims } : json, policy.status);
}

function graphAnswer(sandbox: Sandbox, request: SandboxRequest, at: Situation): Answer | undefined {
  const refuse = (fault: GraphFault): Answer => {
    const what = request.params.user ? 'users/sendMail' : 'me/sendMail';
    sandbox.log.add({
      surface: 'graph',
      what,
      status: fault.status,
      resource: 'graph',
      ...known(at),
      error: fault.code,
    });
    return graphRefusal(request, fault);
  };
  const throttle = sandbox.faults.strike('throttle', at);
  if (throttle) {
    const { headers: _always, ...bare } = graphFaults.throttled();
    return refuse({ ...bare, headers: retryAfter(throttle.seconds) });
  }
  return sandbox.faults.strike('send-as-denied', at) ? refuse(graphFaults.sendAsDenied()) : undefined;
}

const retryAfter = (seconds: number | undefined): Record<string, string> =>
  seconds === undefined ? {} : { 'retry-after': String(seconds) };

const known = ({ clientId, account }: Situation): { clientId?: string; user?: string } => ({
  ...(clientId ? { clientId } : {}),
  ...(account ? { user: account } : {}),
});

/** A signed-in mailbox, as faults are scoped. */
export const situationOf = ({ member, clientId }: SignIn): Situation => ({
  provider: 'microsoft',
  surface: 'smtp',
  clientId,
  account: member.person.address,
  place: member.directory.id,
});

/** 535 5.7.139 where SMTP AUTH is switched off for the mailbox or its tenant; undefined elsewhere. */
export function smtpAuthOff(sandbox: Sandbox, by: SignIn): string | undefined {
  const fault = sandbox.faults.strike('smtp-auth-off', situationOf(by));
  if (!fault) return undefined;
  const whose = fault.account ? 'Mailbox' : 'Tenant';
  return `5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the ${whose}. Visit https://aka.ms/smtp_auth_disabled for more information. ${stamp(randomUUID())}`;
}
