import { describe, expect, it } from 'vitest';
import { anAdmin } from '#lib/testing/a-tenant.ts';
import { redirectUrlOf } from '#lib/testing/fault-switches/connected-at.ts';
import { microsoftHalf as half } from '#lib/testing/fault-switches/microsoft-half.ts';
import { usePlace } from '#lib/testing/fault-switches/use-place.ts';
import { aTalkingServer } from '#lib/testing/talking-server.ts';
import type { FaultWish } from '#sandbox/faults/fault-control.ts';
import {
  activateConnection,
  connect,
  createConnection,
  getConnection,
  sendTestEmail,
  verifyConnection,
} from './index.ts';
import type { ConnectionInput } from './schema.ts';

const place = usePlace(half);
const strike = (kind: string, more: Partial<FaultWish> = {}) =>
  place().sandbox.control.faults.set({ provider: 'microsoft', kind, ...more });
const clear = () => place().sandbox.control.faults.clear();

type Way = 'api' | 'smtp';

/** A tenant of its own, and how one goes about its connections. */
async function aTenantOfItsOwn() {
  const { ctx, browserToken } = await anAdmin();
  const act = (id: string) => ({
    id,
    activate: () => activateConnection(ctx, id),
    verify: () => verifyConnection(ctx, id),
    send: () => sendTestEmail(ctx, id, half.recipient),
    view: () => getConnection(ctx, id),
    /** So long ago that the token in store says little about the next. */
    wait: () =>
      place().database.asSuperuser(
        `update access_tokens set obtained_at = now() - interval '10 minutes'
         where grant_id = (select id from grants where connection_id = $1)`,
        [id],
      ),
  });
  const connected = async (way: Way) => {
    const input = half.register(place().sandbox, redirectUrlOf(half)).input('client_credentials', half.transports[way]);
    const { id } = await createConnection(ctx, input);
    return (await connect(ctx, id, browserToken)).connection;
  };
  return {
    connected,
    /** Nothing was found against it. */
    candidate: async (way: Way) => {
      const connection = await connected(way);
      expect(connection).toMatchObject({ health: 'untested', problem: null });
      return act(connection.id);
    },
    withoutSignIn: async (smtpPort: number) => {
      const { id } = await createConnection(ctx, {
        provider: 'smtp',
        grantKind: 'none',
        transport: 'smtp',
        senderName: 'Reports',
        senderAddress: half.account,
        clientId: '',
        settings: {},
        overrides: { smtpHost: 'localhost', smtpPort, smtpSecurity: 'none' },
      } as ConnectionInput);
      expect((await connect(ctx, id, browserToken)).connection).toMatchObject({ health: 'untested', problem: null });
      return act(id);
    },
  };
}

/** One in use, and a candidate beside it. */
async function aPair(way: Way) {
  const tenant = await aTenantOfItsOwn();
  const inUse = await tenant.candidate('api');
  await inUse.activate();
  const candidate = await tenant.candidate(way);
  return {
    candidate,
    /** Refused in these words, and the one in use has lost nothing. */
    expectKept: async (words: RegExp) => {
      await expect(candidate.activate()).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringMatching(words),
      });
      expect(await inUse.view()).toMatchObject({ stage: 'active', hasClientSecret: true });
      expect(await candidate.view()).toMatchObject({ stage: 'candidate' });
    },
    expectReplaced: async () => {
      expect(await candidate.activate()).toMatchObject({ stage: 'active' });
      expect(await inUse.view()).toMatchObject({ stage: 'retired', hasClientSecret: false });
    },
  };
}

it('connecting over SMTP shows the token to the mail server at once', async () => {
  strike('smtp-auth-off');
  const connection = await (await aTenantOfItsOwn()).connected('smtp');
  expect(connection).toMatchObject({ health: 'blocked', problem: { code: 'microsoft_smtp_off_tenant' } });
});

describe('in the moment of activating', () => {
  it('a mail server that does not take the token keeps the one in use', async () => {
    const { candidate, expectKept, expectReplaced } = await aPair('smtp');
    strike('smtp-auth-off');
    await expectKept(/cannot send yet. Sending by SMTP is switched off in this organization/);
    expect(await candidate.view()).toMatchObject({ health: 'blocked', problem: { code: 'microsoft_smtp_off_tenant' } });

    clear();
    await candidate.verify();
    await expectReplaced();
  });

  it.each<Way>(['api', 'smtp'])('a token that does not come any more keeps the one in use (%s)', async (way) => {
    const { candidate, expectKept, expectReplaced } = await aPair(way);
    await candidate.wait();
    strike('throttle', { surface: 'token', seconds: 45 });
    await expectKept(/cannot send yet. Microsoft is limiting this application.*Try again in 45 seconds/);

    clear();
    await candidate.verify();
    await expectReplaced();
  });

  it('a mail server that is busy refuses the first connection too, in words', async () => {
    let isBusy = false;
    const answers = (line: string) => (isBusy && line.startsWith('EHLO') ? '421 4.3.2 Try again later' : undefined);
    const { smtpPort } = await aTalkingServer({ answers });
    const first = await (await aTenantOfItsOwn()).withoutSignIn(smtpPort);
    isBusy = true;
    await expect(first.activate()).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/cannot send yet. .*again/s),
    });
    expect(await first.view()).toMatchObject({ stage: 'candidate', health: 'retrying', proofNeeded: 'verify' });

    isBusy = false;
    expect(await first.activate()).toMatchObject({ stage: 'active', problem: null });
  });
});

describe('a candidate whose last test e-mail was refused', () => {
  it('over SMTP replaces nothing before it was verified', async () => {
    const { candidate, expectKept, expectReplaced } = await aPair('smtp');
    strike('throttle', { surface: 'smtp' });
    expect(await candidate.send()).toMatchObject({ kind: 'refused' });
    clear();
    expect(await candidate.view()).toMatchObject({ health: 'retrying', proofNeeded: 'verify' });
    await expectKept(/what sends now would be destroyed. Too many connections at once.*Verify it, or send a test/s);

    expect(await candidate.verify()).toMatchObject({ health: 'untested', problem: null, proofNeeded: null });
    await expectReplaced();
  });

  it('at an HTTP API replaces nothing before one arrived: a token that comes is no proof', async () => {
    const { candidate, expectKept, expectReplaced } = await aPair('api');
    strike('throttle', { surface: 'api' });
    expect(await candidate.send()).toMatchObject({ kind: 'refused' });
    clear();
    const words = /would be destroyed. Microsoft is limiting this mailbox.* Send a test e-mail that arrives, then/s;
    await expectKept(words);
    expect(await candidate.verify()).toMatchObject({ proofNeeded: 'test_email' });
    await expectKept(words);

    expect(await candidate.send()).toMatchObject({ kind: 'accepted' });
    expect(await candidate.view()).toMatchObject({ health: 'working', proofNeeded: null });
    await expectReplaced();
  });

  it('at an HTTP API still replaces nothing after a mail whose answer was lost, and a token that came', async () => {
    const { candidate, expectKept, expectReplaced } = await aPair('api');
    strike('throttle', { surface: 'api' });
    expect(await candidate.send()).toMatchObject({ kind: 'refused' });
    clear();
    strike('drop-after', { surface: 'api', count: 1 });
    expect(await candidate.send()).toMatchObject({ kind: 'unknown' });
    clear();
    expect(await candidate.verify()).toMatchObject({ proofNeeded: 'test_email' });
    await expectKept(/would be destroyed. Microsoft is limiting this mailbox/);

    expect(await candidate.send()).toMatchObject({ kind: 'accepted' });
    await expectReplaced();
  });

  it('is activated where there is nothing to replace', async () => {
    const first = await (await aTenantOfItsOwn()).candidate('api');
    strike('throttle', { surface: 'api' });
    expect(await first.send()).toMatchObject({ kind: 'refused' });
    clear();
    expect(await first.activate()).toMatchObject({ stage: 'active' });
  });
});
