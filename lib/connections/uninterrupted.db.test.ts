import { expect, it } from 'vitest';
import type { TenantContext } from '#lib/accounts/index.ts';
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

/** Sends mails, two at a time as the mailbox allows beside a test, through whatever is active, until `end`; what was not taken is kept. */
function keepSending(ctx: TenantContext) {
  let ends = false;
  const told = { accepted: 0, passedOn: 0, refused: [] as unknown[] };
  const once = async () => {
    const active = (await listConnections(ctx)).find(({ stage }) => stage === 'active');
    if (!active) return void told.refused.push('nothing is active');
    const outcome = await sendTestEmail(ctx, active.id, half.recipient).catch((error: unknown) => ({
      kind: String(error),
    }));
    if (outcome.kind === 'accepted') told.accepted += 1;
    // It was retired before this mail was handed over: the mail waits, and the successor takes it.
    else if ((await getConnection(ctx, active.id)).stage === 'retired') told.passedOn += 1;
    else told.refused.push(outcome);
  };
  const senders = Array.from({ length: 2 }, async () => {
    while (!ends || told.accepted < 5) await once();
  });
  return {
    told,
    end: async () => {
      ends = true;
      await Promise.all(senders);
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

it('changing the active connection interrupts nothing: no mail is refused meanwhile', async () => {
  const { member, sandbox } = place();
  const first = await connectedAt(place(), 'api');
  const sending = keepSending(member.ctx);
  let [tested, before] = [0, first.id];
  for (let round = 0; round < 4; round += 1) {
    const { id, test } = await aSuccessor(round % 2 ? 'api' : 'smtp');
    expect(test).toMatchObject({ kind: 'accepted' });
    tested += 1;
    await activateConnection(member.ctx, id);
    expect(await getConnection(member.ctx, before)).toMatchObject({ stage: 'retired', hasClientSecret: false });
    before = id;
  }
  const { accepted, refused } = await sending.end();
  expect(refused).toEqual([]);
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
