import { beforeEach, expect, it } from 'vitest';
import { listAudit } from '#lib/audit/index.ts';
import { anAdmin, type Person } from '#lib/testing/a-tenant.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { aTalkingServer } from '#lib/testing/talking-server.ts';
import {
  activateConnection,
  changeConnection,
  connect,
  createConnection,
  getConnection,
  getToday,
  listEvents,
  sendTestEmail,
  tryConnection,
  verifyConnection,
} from './index.ts';
import { connectionChangeSchemaOf, connectionInputSchema, tryInputSchema } from './schema.ts';

useDatabase();

const yes = '235 2.7.0 Welcome';
const no = '535 5.7.8 Bad user name or password';
const kind = { provider: 'smtp', grantKind: 'password', transport: 'smtp' } as const;
let answer: string;
beforeEach(() => {
  answer = yes;
});

const input = (port: number) => ({
  ...kind,
  senderName: 'Contoso Reports',
  senderAddress: 'reports@contoso.example',
  clientSecret: 'correct horse battery',
  settings: { userName: 'relay', plainPassword: 'accepted' },
  overrides: { smtpHost: 'localhost', smtpPort: port, smtpSecurity: 'none' },
});

async function aServer() {
  const server = await aTalkingServer({
    offers: ['AUTH PLAIN'],
    answers: (line) => (line.startsWith('AUTH') ? answer : undefined),
  });
  return { server, member: await anAdmin() };
}

const events = (member: Person, id: string) => listEvents(member.ctx, id);
const lastAct = async ({ ctx }: Person) => (await listAudit(ctx, {})).events[0];

it('keeps every sign-in, by saving, verifying and activating, with the server’s exact reply', async () => {
  const { server, member } = await aServer();
  const { id } = await createConnection(member.ctx, connectionInputSchema.parse(input(server.smtpPort)));
  answer = no;
  await connect(member.ctx, id, member.browserToken);
  expect(await getConnection(member.ctx, id)).toMatchObject({ health: 'invalid', signedInAt: null });
  const by = { kind: 'user', name: member.ctx.actor.name };
  const refused = { kind: 'sign_in_refused', by, reply: { status: 535 }, problem: { code: 'smtp_wrong_password' } };
  expect(await events(member, id)).toMatchObject([refused]);
  expect(await lastAct(member)).toMatchObject({
    action: 'connection.token_requested',
    details: { outcome: 'refused', problem: expect.stringMatching(/password/) },
  });

  answer = yes;
  const view = await verifyConnection(member.ctx, id);
  expect(view).toMatchObject({ health: 'untested', problem: null, lastTest: null, signedInAt: expect.any(String) });
  const accepted = { kind: 'sign_in_accepted', by, to: null, reply: { status: 235, text: yes }, problem: null };
  expect(await events(member, id)).toMatchObject([accepted, refused]);
  expect(await lastAct(member)).toMatchObject({ action: 'connection.verified', details: { outcome: 'accepted' } });

  await activateConnection(member.ctx, id);
  expect(await events(member, id)).toMatchObject([accepted, accepted, refused]);
  // A sign-in is no test e-mail.
  const { total } = await getToday(member.ctx, id, 'UTC');
  expect(new Set(Object.values(total))).toEqual(new Set([0]));
});

it('says that it gets in only of the settings that showed it, and until a mail shows more', async () => {
  const { server, member } = await aServer();
  const { id } = await createConnection(member.ctx, connectionInputSchema.parse(input(server.smtpPort)));
  const signedIn = async () => (await getConnection(member.ctx, id)).signedInAt !== null;
  await verifyConnection(member.ctx, id);
  expect(await signedIn()).toBe(true);
  const change = connectionChangeSchemaOf(kind).parse({ senderName: 'Renamed' });
  await changeConnection(member.ctx, id, change);
  expect(await signedIn()).toBe(false);
  await verifyConnection(member.ctx, id);
  expect(await signedIn()).toBe(true);
  await sendTestEmail(member.ctx, id, 'alex@contoso.example');
  expect(await getConnection(member.ctx, id)).toMatchObject({ health: 'working', signedInAt: null });
  // The mail stays what was tested last.
  await verifyConnection(member.ctx, id);
  expect(await getConnection(member.ctx, id)).toMatchObject({
    health: 'working',
    signedInAt: null,
    lastTest: { kind: 'accepted' },
  });
});

it('says in the log what was in the way of settings that were only tried', async () => {
  const { server, member } = await aServer();
  answer = no;
  await tryConnection(member.ctx, tryInputSchema.parse(input(server.smtpPort)));
  expect(await lastAct(member)).toMatchObject({
    action: 'connection.tried',
    details: { outcome: 'refused', problem: expect.stringMatching(/password/) },
  });
  answer = yes;
  await tryConnection(member.ctx, tryInputSchema.parse(input(server.smtpPort)));
  const { details } = (await lastAct(member)) ?? {};
  expect(details).toMatchObject({ outcome: 'accepted' });
  expect(details).not.toHaveProperty('problem');
});
