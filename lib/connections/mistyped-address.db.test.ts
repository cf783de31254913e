import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTenant } from '#lib/db/index.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { prepare } from '#lib/testing/every-way/prepare.ts';
import { everyWay } from '#lib/testing/every-way/rows.ts';
import { allowNothingBut, useEveryServer } from '#lib/testing/every-way/use-servers.ts';
import { startWebServer, type WebServer } from '#lib/testing/web-server.ts';
import { createRenewer } from '#lib/tokens/index.ts';
import { activateConnection, connect, createConnection, getConnection, tryConnection } from './index.ts';
import { connectionInputSchema, tryInputSchema } from './schema.ts';

useDatabase();
const servers = useEveryServer();

/** Knows no page at all. */
let empty: WebServer;
beforeAll(async () => {
  empty = await startWebServer((_request, response) => {
    response.writeHead(404, { 'content-type': 'text/html' }).end('<p>Not found</p>');
  });
});
afterAll(() => empty.close());

/** A connection of an application at any server, as it is typed. */
function typedIn() {
  const { member, ...places } = servers();
  const [way] = everyWay().filter(
    ({ provider, grantKind, security, settings }) =>
      provider === 'custom' &&
      grantKind === 'client_credentials' &&
      security === 'starttls' &&
      settings.clientAuthentication === 'client_secret_post',
  );
  if (!way) throw new Error('There is no such way.');
  const { typed, mailServer } = prepare(places, way);
  const emptyHost = `127.0.0.1:${empty.port}`;
  allowNothingBut([new URL(places.oidc.issuer).host, `${mailServer?.host}:${mailServer?.port}`, emptyHost]);
  const { provider, grantKind, transport } = way;
  const body = { provider, grantKind, transport, senderName: 'Reports', ...typed, settings: way.settings };
  return { ctx: member.ctx, browserToken: member.browserToken, body, nowhere: `http://${emptyHost}/token` };
}

const fault = { code: 'endpoint_not_found', reply: { status: 404 }, fields: ['overrides.tokenEndpoint'] };

it('calls a token URL that leads nowhere a fault of the settings, before they are saved and after', async () => {
  const { ctx, browserToken, body, nowhere } = typedIn();
  const mistyped = { ...body, overrides: { ...(body as { overrides?: object }).overrides, tokenEndpoint: nowhere } };
  const tried = await tryConnection(ctx, tryInputSchema.parse(mistyped));
  expect(tried).toMatchObject({ kind: 'refused', problem: { ...fault, class: 'config' } });
  const { id } = await createConnection(ctx, connectionInputSchema.parse(mistyped));
  await connect(ctx, id, browserToken);
  expect(await getConnection(ctx, id)).toMatchObject({ health: 'invalid', problem: { ...fault, class: 'config' } });
});

it('takes the same of a connection in use for passing, and renews on', async () => {
  const { ctx, browserToken, body, nowhere } = typedIn();
  const { id } = await createConnection(ctx, connectionInputSchema.parse(body));
  await connect(ctx, id, browserToken);
  await activateConnection(ctx, id);
  await inTenant(ctx.tenantId, async (tx) => {
    const { overrides } = await tx.connection.findFirstOrThrow({ where: { id } });
    await tx.connection.update({
      where: { id },
      data: { overrides: { ...(overrides as object), tokenEndpoint: nowhere } },
    });
    await tx.grant.updateMany({ where: { connectionId: id }, data: { nextRefreshAt: new Date(Date.now() - 1_000) } });
  });
  const renewer = createRenewer();
  await renewer.renewDue();
  await renewer.settled();
  expect(await getConnection(ctx, id)).toMatchObject({ health: 'retrying', problem: { ...fault, class: 'transient' } });
  const grant = await inTenant(ctx.tenantId, (tx) => tx.grant.findFirstOrThrow({ where: { connectionId: id } }));
  expect(grant.stoppedAt).toBeNull();
  expect(grant.nextRefreshAt?.getTime()).toBeGreaterThan(Date.now());
});
