import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTenant } from '#lib/db/index.ts';
import { anAdmin } from '#lib/testing/a-tenant.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { inputFor, mailbox, useStrictServer } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { activateConnection, connect, createConnection, getConnection, refreshNow, sendTestEmail } from './index.ts';

useDatabase();
const strict = useStrictServer();

/** Takes every mail: who may send is decided elsewhere, as with Exchange's RBAC for Applications. */
let graph: Server;
let apiUrl: string;
const tokensSeen: string[] = [];
beforeAll(async () => {
  graph = createServer((request, response) => {
    tokensSeen.push(request.headers.authorization ?? '');
    request.resume().on('end', () => response.writeHead(202).end());
  });
  await new Promise<void>((ready) => graph.listen(0, '127.0.0.1', ready));
  const { port } = graph.address() as AddressInfo;
  apiUrl = `http://127.0.0.1:${port}`;
  allowEgress('127.0.0.1', port);
});
afterAll(() => {
  graph.closeAllConnections();
  graph.close();
});

const graphScope = 'https://graph.microsoft.com/.default';
const outlookScope = 'https://outlook.office365.com/.default';

async function anApplication(roles: Record<string, string[]> | undefined) {
  strict.server.settings.roles = roles;
  const member = await anAdmin();
  const overrides = { ...strict.server.overridesFor(mailbox.tid), apiUrl };
  const input = inputFor(strict.server, { grantKind: 'client_credentials', overrides });
  const { id } = await createConnection(member.ctx, input);
  const again = async () => (await connect(member.ctx, id, member.browserToken)).connection;
  return { member, id, again, first: await again() };
}

const missing = { health: 'invalid', problem: { code: 'permission_missing', class: 'config', fields: [] } };
const fine = { health: 'untested', problem: null };

it('calls an application ready whose token names the permission, or names nothing that can be read', async () => {
  expect((await anApplication({ [graphScope]: ['Mail.Send'] })).first).toMatchObject(fine);
  const { first, member, id } = await anApplication(undefined);
  expect(first).toMatchObject(fine);
  expect(await activateConnection(member.ctx, id)).toMatchObject({ stage: 'active' });
});

it('says what nobody granted, in the provider’s labels, and does not activate it', async () => {
  const { member, id, first } = await anApplication({});
  expect(first).toMatchObject(missing);
  expect(first.problem?.cure).toContain('Add a permission, Microsoft Graph, Application permissions, tick Mail.Send');
  await expect(activateConnection(member.ctx, id)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('The application has no permission to send mail. In API permissions'),
  });
});

it('sees it also where the connection was made before anybody looked', async () => {
  const { member, id } = await anApplication({});
  await inTenant(
    member.ctx.tenantId,
    (tx) => tx.$executeRaw`update connections set health = 'untested', problem = null`,
  );
  await expect(activateConnection(member.ctx, id)).rejects.toMatchObject({ code: 'conflict' });
  expect(await getConnection(member.ctx, id)).toMatchObject({ stage: 'candidate', ...missing });
});

it('tells apart that only the other way of sending was granted', async () => {
  const { first } = await anApplication({ [outlookScope]: ['SMTP.SendAsApp'] });
  expect(first).toMatchObject({ health: 'invalid', problem: { code: 'permission_elsewhere', fields: ['transport'] } });
});

it.each(['connecting again', 'refreshing'])('is fine as soon as %s brings a token that names it', async (by) => {
  const { member, id, again, first } = await anApplication({});
  expect(first).toMatchObject(missing);
  const look = () => (by === 'refreshing' ? refreshNow(member.ctx, id) : again());
  // Control: a token alone does not settle it.
  expect(await look()).toMatchObject(missing);
  strict.server.settings.roles = { [graphScope]: ['Mail.Send'] };
  expect(await look()).toMatchObject(fine);
  expect(await activateConnection(member.ctx, id)).toMatchObject({ stage: 'active' });
});

it('believes an accepted mail more than a token', async () => {
  const { member, id, again } = await anApplication({});
  tokensSeen.length = 0;
  const before = strict.server.tokenRequests.length;

  expect(await sendTestEmail(member.ctx, id, 'reader@contoso.com')).toMatchObject({ kind: 'accepted' });

  // A permission granted since stands in a new token only.
  expect(strict.server.tokenRequests.length - before).toBe(1);
  expect(tokensSeen).toHaveLength(1);
  const proven = { health: 'working', problem: null };
  expect(await getConnection(member.ctx, id)).toMatchObject(proven);
  expect(await again()).toMatchObject(proven);
  expect(await refreshNow(member.ctx, id)).toMatchObject(proven);
  expect(await activateConnection(member.ctx, id)).toMatchObject({ stage: 'active', ...proven });
});

it('keeps nothing of the token it only looked into', async () => {
  const { member } = await anApplication({ [outlookScope]: ['SMTP.SendAsApp'] });
  const resources = await inTenant(member.ctx.tenantId, (tx) =>
    tx.accessToken.findMany({ select: { resource: true } }),
  );
  expect(resources).toEqual([{ resource: 'graph' }]);
});
