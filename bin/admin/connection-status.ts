import { listConnections } from '#lib/connections/index.ts';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { type Act, type Given, requiredText } from './command.ts';
import { tenantOf } from './tenant-of.ts';

/** `connection status`: works where a connection is active and nothing is known against it. */
export function connectionStatus(given: Given): Act {
  const slug = requiredText(given, 'tenant');
  return async (operator) => {
    const connections = await listConnections(await tenantOf(operator, slug));
    const active = connections.find(({ stage }) => stage === 'active') ?? null;
    const candidates = connections.filter(({ stage }) => stage === 'candidate');
    const isWorking = active !== null && active.problem === null;
    return {
      exitCode: isWorking ? 0 : 3,
      lines: [
        ...(active ? ['Active', ...told(active)] : [`No connection is active: the tenant ${slug} sends no mail.`]),
        ...candidates.flatMap((candidate) => ['Candidate', ...told(candidate)]),
      ],
      json: { tenant: slug, working: isWorking, active, candidates },
    };
  };
}

function told(connection: ConnectionView): string[] {
  const { id, providerLabel, senderAddress, health, problem, sendsUntil, lastTest } = connection;
  return [
    `${providerLabel} · ${senderAddress} (${id})`,
    `Health: ${health.replaceAll('_', ' ')}${health === 'untested' ? `: ${knownOf(connection)}` : ''}`,
    ...(problem ? [`Problem: ${problem.title}`, `Why: ${problem.why}`, `Cure: ${problem.cure}`] : []),
    ...(sendsUntil ? [`Still sends until ${sendsUntil}`] : []),
    ...(lastTest ? [`Last test e-mail: ${lastTest.kind}, to ${lastTest.to}, ${lastTest.at}`] : []),
  ].map((line) => `  ${line}`);
}

/** What is known of a connection that no test e-mail has gone through yet. */
function knownOf({ grantKind, grant, stage }: ConnectionView): string {
  const [token] = grant?.accessTokens ?? [];
  const asksNobody = grantKind === 'password' || grantKind === 'none';
  const nothing = grantKind === 'authorization_code' ? 'nobody has signed in yet' : 'it has no token yet';
  const letIn = stage === 'active' ? 'the mail server let it in' : 'what the mail server says is not known';
  const known = asksNobody ? letIn : token ? `it got its token ${token.obtainedAt}` : nothing;
  return `${known}; no test e-mail has gone through it with these settings yet`;
}
