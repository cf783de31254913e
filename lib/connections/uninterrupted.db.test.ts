import { expect, it } from 'vitest';
import type { TenantContext } from '#lib/accounts/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { connectedAt, redirectUrlOf } from '#lib/testing/fault-switches/connected-at.ts';
import { microsoftHalf as half } from '#lib/testing/fault-switches/microsoft-half.ts';
import { usePlace } from '#lib/testing/fault-switches/use-place.ts';
import {
  activateConnection,
  connect,
  createConnection,
  getConnection,
  listConnections,
  sendTestEmail,
} from './index.ts';
import type { ConnectionInput } from './schema.ts';

const place = usePlace(half);

const senders = 2;
/** What is said of mail that a connection was picked for and, retired meanwhile, has nothing left to send with. */
const retiredMeanwhile = ['conflict', 'not_connected', 'secret_missing'];

/**
 * Sends mails through whatever is active, two at a time as the mailbox allows beside a test, until `end`. Like mail that
 * waits, one that a connection did not take because it was retired in between goes through its successor, once: all
 * else that was not taken is kept in `refused`.
 */
function keepSending(ctx: TenantContext) {
  let ends = false;
  const told = { accepted: 0, passedOn: 0, refused: [] as unknown[] };
  const deliver = async (isPassedOn = false): Promise<void> => {
    const active = (await listConnections(ctx)).find(({ stage }) => stage === 'active');
    if (!active) return void told.refused.push('nothing is active');
    const said = await sendTestEmail(ctx, active.id, half.recipient).then(
      ({ kind, problem }) => (kind === 'accepted' ? kind : (problem?.code ?? kind)),
      (error: unknown) => (error instanceof AppError ? error.code : String(error)),
    );
    if (said === 'accepted') {
      told.accepted += 1;
      return;
    }
    const isRetired = (await getConnection(ctx, active.id)).stage === 'retired';
    if (isPassedOn || !isRetired || !retiredMeanwhile.includes(said)) return void told.refused.push(said);
    told.passedOn += 1;
    return deliver(true);
  };
  const sending = Array.from({ length: senders }, async () => {
    while (!ends || told.accepted < 5) await deliver();
  });
  return {
    told,
    end: async () => {
      ends = true;
      await Promise.all(sending);
      return told;
    },
  };
}

/** Prepared beside the active one: saved, connected, tested. */
async function aSuccessor(way: 'api' | 'smtp', change: Partial<ConnectionInput> = {}) {
  const { member, sandbox } = place();
  const input = half.register(sandbox, redirectUrlOf(half)).input('client_credentials', half.transports[way]);
  const { id } = await createConnection(member.ctx, { ...input, ...change } as ConnectionInput);
  await connect(member.ctx, id, member.browserToken);
  return { id, test: await sendTestEmail(member.ctx, id, half.recipient) };
}

it('changing the active connection interrupts nothing: each mail is taken, by it or by its successor', async () => {
  const { member, sandbox } = place();
  const first = await connectedAt(place(), 'api');
  const sending = keepSending(member.ctx);
  let [tested, before] = [0, first.id];
  const changes = 4;
  for (let round = 0; round < changes; round += 1) {
    const { id, test } = await aSuccessor(round % 2 ? 'api' : 'smtp');
    expect(test).toMatchObject({ kind: 'accepted' });
    tested += 1;
    await activateConnection(member.ctx, id);
    expect(await getConnection(member.ctx, before)).toMatchObject({ stage: 'retired', hasClientSecret: false });
    before = id;
  }
  const { accepted, passedOn, refused } = await sending.end();
  expect(refused).toEqual([]);
  // No more than were under way at each change.
  expect(passedOn).toBeLessThanOrEqual(changes * senders);
  // All that was said to be taken is there: the first of all, those of the tests, and those sent meanwhile.
  expect(await sandbox.control.messages(half.recipient)).toHaveLength(1 + tested + accepted);
});

it('a successor that cannot send takes nothing over: the old one goes on', async () => {
  const { member } = place();
  const first = await connectedAt(place(), 'api');
  const sending = keepSending(member.ctx);

  const { id, test } = await aSuccessor('api', { clientSecret: 'not-the-secret' });
  expect(test).toMatchObject({ kind: 'refused', problem: { class: 'config' } });
  await expect(activateConnection(member.ctx, id)).rejects.toMatchObject({ code: 'conflict' });

  expect(await sending.end()).toMatchObject({ passedOn: 0, refused: [] });
  expect(await getConnection(member.ctx, first.id)).toMatchObject({ stage: 'active', hasClientSecret: true });
});

it('counts what a provider refuses as refused (control)', async () => {
  const { member, sandbox } = place();
  await connectedAt(place(), 'api');
  sandbox.control.faults.set({ provider: 'microsoft', kind: 'throttle', surface: 'api', count: 1 });
  const { refused, passedOn } = await keepSending(member.ctx).end();
  expect({ refused, passedOn }).toEqual({ refused: ['microsoft_throttled'], passedOn: 0 });
});
