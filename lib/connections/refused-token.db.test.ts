import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { inTenant } from '#lib/db/index.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { type Connected, mailbox, useStrictServer } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { aTalkingServer } from '#lib/testing/talking-server.ts';
import { startWebServer, type WebServer } from '#lib/testing/web-server.ts';
import { openCertificates } from '#sandbox/certificates/authority.ts';
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

it('one that a mail server finds about to end is replaced, and the mail goes', async () => {
  const tls = openCertificates(mkdtempSync(join(tmpdir(), 'mailgrant-ca-')));
  const shownThere: string[] = [];
  const { smtpPort } = await aTalkingServer({
    offers: ['AUTH XOAUTH2'],
    tls,
    answers: (line) => {
      if (!line.startsWith('AUTH')) return undefined;
      shownThere.push(line);
      return shownThere.length > 1 ? undefined : '501 5.5.127 Invalid XOAUTH2 auth data - Token will expire soon';
    },
  });
  const { member, id, tenantId } = await strict.connected();
  strict.server.settings.scopes = ['https://outlook.office.com/SMTP.Send'];
  const { caCertificate } = tls;
  const mailServer = { smtpHost: 'localhost', smtpPort, smtpSecurity: 'tls', caCertificate };
  const overrides = { ...strict.server.overridesFor(mailbox.tid), ...mailServer };
  const data = { transport: 'smtp', overrides } as const;
  await inTenant(tenantId, (tx) => tx.connection.updateMany({ where: { id }, data }));

  expect(await sendTestEmail(member.ctx, id, 'reader@contoso.com')).toMatchObject({ kind: 'accepted', problem: null });
  expect(strict.server.tokenRequests).toHaveLength(2);
  expect(new Set(shownThere).size).toBe(2);
});
