import type { TenantContext } from '#lib/accounts/index.ts';
import { config } from '#lib/config/index.ts';
import {
  type Applied,
  applyConnection,
  type End,
  getConnection,
  listConnections,
  problemInFull,
  takeFurther,
} from '#lib/connections/index.ts';
import type { ConnectionView } from '#lib/connections/schema.ts';
import type { Act, Answer, Given, Surroundings } from './command.ts';
import { readConnectionFile, type WantedConnection } from './connection-file.ts';
import { tenantOf } from './tenant-of.ts';

/** `connection apply`: what the file says is saved first; what it wants to come of it is told apart from that. */
export async function connectionApply(given: Given, surroundings: Surroundings): Promise<Act> {
  const wanted = await readConnectionFile(given.file, surroundings);
  return async (operator) => {
    const ctx = await tenantOf(operator, wanted.tenant);
    const applied = await applyConnection(ctx, wanted.input);
    const { activate } = wanted;
    const end = await takeFurther(ctx, applied, { testRecipient: wanted.input.testRecipient, activate });
    return answer(ctx, applied, wanted, end, await getConnection(ctx, applied.connection.id));
  };
}

const saved: Record<Applied['kind'], string> = {
  unchanged: 'Unchanged',
  created: 'Created',
  changed: 'Changed',
  candidate_beside_active: 'Created beside the active connection',
};

async function answer(
  ctx: TenantContext,
  { kind }: Applied,
  wanted: WantedConnection,
  end: End,
  connection: ConnectionView,
): Promise<Answer> {
  const { id, providerLabel, senderAddress, stage } = connection;
  const isActive = stage === 'active';
  const consentPage = `${config().publicUrl}/t/${ctx.tenantSlug}/mail/connections/${id}`;
  const all = await listConnections(ctx);
  const stays = !isActive && all.some((each) => each.stage === 'active') ? ' The active connection keeps sending.' : '';
  const lines = [`${saved[kind]}: ${providerLabel} · ${senderAddress} (${id}).`];
  if (end.kind === 'done') {
    lines.push(
      isActive
        ? 'It is active.'
        : `It is ready and not active: add “activate: true”, or activate it in the console.${stays}`,
    );
    if (isActive && connection.problem)
      lines.push(`It does not work at the moment. ${problemInFull(connection.problem)}`);
  }
  if (end.kind === 'consent_needed') {
    const after = wanted.activate ? ' Then run this command again: it activates the connection.' : '';
    lines.push(`Next, a person signs in: open ${consentPage} and press Connect.${after}${stays}`);
  }
  if (end.kind === 'stopped') {
    lines.push(`Saved, but not working: ${end.sentence}`);
    if (wanted.activate) lines.push(`Not activated.${stays}`);
  }
  return {
    exitCode: end.kind === 'stopped' ? 1 : 0,
    lines,
    json: {
      result: kind,
      active: isActive,
      consentPage: end.kind === 'consent_needed' ? consentPage : null,
      connection,
      ...(end.kind === 'stopped'
        ? { error: { code: 'not_working', message: end.sentence, fields: [], problem: end.problem } }
        : {}),
    },
  };
}
