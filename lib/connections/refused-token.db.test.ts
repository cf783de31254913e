import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { inTenant } from '#lib/db/index.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { type Connected, mailbox, useStrictServer } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { startWebServer, type WebServer } from '#lib/testing/web-server.ts';
import { getConnection, sendTestEmail } from './index.ts';

useDatabase();
const strict = useStrictServer();

/** Refuses the token so many times, then takes the mail. */
let graph: WebServer;
let refusals: number;
let shown: (string | undefined)[] = [];
beforeAll(async () => {
  graph = await startWebServer((request, response) => {
    shown.push(request.headers.authorization);
    const status = shown.length > refusals ? 202 : 401;
    request.resume().on('end', () => response.writeHead(status, { 'content-type': 'application/json' }).end('{}'));
  });
  allowEgress('127.0.0.1', graph.port);
});
afterAll(() => graph.close());
beforeEach(() => {
  shown = [];
});

async function aConnection(): Promise<Connected> {
  const connected = await strict.connected();
  const overrides = { ...strict.server.overridesFor(mailbox.tid), apiUrl: `http://127.0.0.1:${graph.port}` };
  const { id, tenantId } = connected;
  await inTenant(tenantId, (tx) => tx.connection.updateMany({ where: { id }, data: { overrides } }));
  return connected;
}

/** Sends one, and counts what that took. */
async function sent({ member, id }: Connected) {
  const [tokens, mails] = [strict.server.tokenRequests.length, shown.length];
  const { kind } = await sendTestEmail(member.ctx, id, 'reader@contoso.com');
  return { kind, tokens: strict.server.tokenRequests.length - tokens, mails: shown.length - mails };
}

it('a token revoked before its time is replaced, and the mail goes', async () => {
  refusals = 1;
  const one = await aConnection();
  expect(await sent(one)).toEqual({ kind: 'accepted', tokens: 1, mails: 2 });
  expect(new Set(shown).size).toBe(2);
  expect(await getConnection(one.member.ctx, one.id)).toMatchObject({ health: 'working', problem: null });
});

it('one that is refused as soon as it was made is not replaced by yet another', async () => {
  refusals = Number.POSITIVE_INFINITY;
  const one = await aConnection();
  expect(await sent(one)).toEqual({ kind: 'refused', tokens: 1, mails: 2 });
  expect(await getConnection(one.member.ctx, one.id)).toMatchObject({ health: 'invalid' });
  // What the last mail ran into is known: this one begins with a new token.
  expect(await sent(one)).toEqual({ kind: 'refused', tokens: 1, mails: 1 });
});
