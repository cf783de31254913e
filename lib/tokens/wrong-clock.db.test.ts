import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { getConnection } from '#lib/connections/index.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { startAuthorizationServer, type TestAuthorizationServer } from '#lib/testing/authorization-server.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { askAt, type InUse, inUse, nameOf, type Way } from '#lib/testing/odd-answers/ways.ts';
import { recordedReplies } from '#lib/testing/recorded-replies.ts';
import { startWebServer, type WebServer } from '#lib/testing/web-server.ts';
import { accessToken, createRenewer } from './index.ts';

const minuteMs = 60_000;

const database = useDatabase();
let good: TestAuthorizationServer;
let judge: WebServer;
beforeAll(async () => {
  good = await startAuthorizationServer();
  judge = await startJudge();
  allowEgress('127.0.0.1', Number(new URL(good.origin).port));
  allowEgress('127.0.0.1', judge.port);
});
afterAll(() => Promise.all([good.close(), judge.close()]));
afterEach(() => vi.useRealTimers());

/** Moves the product's clock; timers and the database keep the right time. */
const setClock = (ms: number) => vi.useFakeTimers({ toFake: ['Date'], now: ms });

/** What the clock on the wall shows, which nobody moves. */
const rightNow = () => performance.timeOrigin + performance.now();

/** A token endpoint with a right clock, which takes no proof of another time and says so as its provider does. */
function startJudge(): Promise<WebServer> {
  return startWebServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const provider = form.has('client_assertion') ? 'microsoft' : 'google';
    const { nbf, iat = 0, exp = 0 } = decodeJwt(form.get('client_assertion') ?? form.get('assertion') ?? '');
    const now = rightNow() / 1_000;
    // Both forgive five minutes.
    const isOfNow = (nbf ?? iat) <= now + 300 && exp >= now - 1;
    const refusal = recordedReplies[provider].find(({ row }) => row === clockRows[provider])?.reply;
    const granted = { token_type: 'Bearer', access_token: 'at-in-time', expires_in: 3_600 };
    const { code: error, numbers: error_codes, text: error_description } = refusal ?? {};
    response.writeHead(isOfNow ? 200 : (refusal?.status ?? 0), { 'content-type': 'application/json' });
    response.end(JSON.stringify(isOfNow ? granted : { error, error_codes, error_description }));
  });
}

const clockRows = { microsoft: 'microsoft_assertion_time', google: 'google_clock' };

const signing: Way[] = [
  { provider: 'microsoft', grantKind: 'authorization_code', byCertificate: true },
  { provider: 'microsoft', grantKind: 'client_credentials', byCertificate: true },
  { provider: 'google', grantKind: 'client_credentials' },
];

async function renew(one: InUse): Promise<void> {
  await database.asSuperuser('update grants set next_refresh_at = to_timestamp(0) where connection_id = $1', [one.id]);
  const renewer = createRenewer();
  await renewer.renewDue();
  await renewer.settled();
}

describe.each(signing.map((way) => [nameOf(way), way] as const))('a proof signed by %s', (_name, way) => {
  it.each([
    ['behind', -10],
    ['ahead', 10],
  ])(
    'is of another time where our clock is ten minutes %s: that is said, and nobody is asked to consent',
    async (_how, minutes) => {
      const one = await inUse(good, way);
      await askAt(one, `http://127.0.0.1:${judge.port}/token`);
      setClock(rightNow() + minutes * minuteMs);
      await renew(one);

      const { health, problem, grant } = await getConnection(one.member.ctx, one.id);
      expect({ health, code: problem?.code, class: problem?.class }).toEqual({
        health: 'invalid',
        code: clockRows[way.provider as keyof typeof clockRows],
        class: 'config',
      });
      expect(`${problem?.title} ${problem?.why}`).toMatch(/clock/);
      expect(problem?.cure).toMatch(/NTP/);
      expect(grant).toMatchObject({ stoppedAt: null, nextRefreshAt: expect.any(String) });

      // Set right, it comes back by itself.
      setClock(rightNow());
      await renew(one);
      expect(await getConnection(one.member.ctx, one.id)).toMatchObject({ health: 'untested', problem: null });
    },
  );

  it('is taken where it is off by three minutes', async () => {
    const one = await inUse(good, way);
    await askAt(one, `http://127.0.0.1:${judge.port}/token`);
    for (const minutes of [-3, 3]) {
      setClock(rightNow() + minutes * minuteMs);
      await renew(one);
      expect(await getConnection(one.member.ctx, one.id)).toMatchObject({ health: 'untested', problem: null });
    }
  });
});

describe('the life of a token', () => {
  /** Gives tokens of an hour by the right clock, and knows until when each is good. */
  function givesTokens(now: () => number) {
    const goodUntil = new Map<string, number>();
    good.intervene(async (_request, response) => {
      const token = `at-${goodUntil.size + 1}`;
      goodUntil.set(token, now() + 60 * minuteMs);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ token_type: 'Bearer', access_token: token, expires_in: 3_600 }));
      return 'handled';
    });
    return goodUntil;
  }
  afterEach(() => good.intervene(undefined));

  it.each([
    ['behind', -10],
    ['right', 0],
    ['ahead', 10],
  ])('is no shorter and no longer where our clock is ten minutes off: %s', async (_how, minutes) => {
    const one = await inUse(good, { provider: 'google', grantKind: 'authorization_code' });
    let now = rightNow();
    const goodUntil = givesTokens(() => now);
    const over: string[] = [];
    setClock(now + minutes * minuteMs);
    await accessToken(one.tenantId, one.id, { obtainedAfter: new Date() });
    for (let passed = 0; passed <= 240; passed += 4) {
      now += 4 * minuteMs;
      setClock(now + minutes * minuteMs);
      const use = await accessToken(one.tenantId, one.id);
      if (use.kind !== 'token') throw new Error('every one of them is served');
      const until = goodUntil.get(use.token.reveal());
      if (until !== undefined && until <= now) over.push(`${use.token.reveal()} after ${passed} minutes`);
    }
    expect(over).toEqual([]);
    // On demand, once an hour: neither in a circle nor for every mail.
    expect(goodUntil.size).toBeGreaterThanOrEqual(4);
    expect(goodUntil.size).toBeLessThanOrEqual(6);
  });

  it.each([
    ['put back ten minutes', 0, -10],
    ['ten minutes ahead, and put right', 10, 0],
  ])('is not believed where the clock was %s meanwhile: another is asked for, once', async (_how, before, after) => {
    const one = await inUse(good, { provider: 'google', grantKind: 'authorization_code' });
    let now = rightNow();
    const goodUntil = givesTokens(() => now);
    setClock(now + before * minuteMs);
    await accessToken(one.tenantId, one.id, { obtainedAfter: new Date() });

    // The clock moves right after it came, and again nobody asks until its hour is over.
    for (const passedMinutes of [1, 62]) {
      now += passedMinutes * minuteMs;
      setClock(now + after * minuteMs);
      const use = await accessToken(one.tenantId, one.id);
      const again = await accessToken(one.tenantId, one.id);
      if (use.kind !== 'token' || again.kind !== 'token') throw new Error('all are served');
      expect(goodUntil.get(use.token.reveal())).toBeGreaterThan(now);
      expect(again.token.reveal()).toBe(use.token.reveal());
    }
    expect(goodUntil.size).toBe(3);
  });
});
