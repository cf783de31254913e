import { randomUUID } from 'node:crypto';
import { createTenant, findOperatorContext } from '#lib/accounts/index.ts';
import { createConnection } from '#lib/connections/index.ts';
import { Secret } from '#lib/crypto/index.ts';
import { onHeard } from '#lib/db/hearing.ts';
import { allStored, inTenant, startHearing } from '#lib/db/index.ts';
import { accessToken, lockConnection, settingsOrThrow, storeConsent } from '#lib/tokens/index.ts';
import { changeRows } from './change-rows.ts';
import { listen } from './listen.ts';
import type { Message, Named, Use, Wanted } from './message.ts';

/** What was told by the database, or will be: PostgreSQL tells it in the order of the commits. */
const words = new Map<string, PromiseWithResolvers<void>>();
onHeard({ onChange: (_tenantId, word) => wordOf(word).resolve(), onDeaf: () => {} });
// As web and worker do.
await startHearing();

/** The product's token engine in a process of its own. */
listen(async (message) => {
  if (message.do === 'connect') return connectAll(message.grants);
  if (message.do === 'ask') return Promise.all(Array.from({ length: message.calls }, () => ask(message)));
  if (message.do === 'finish') return allStored();
  if (message.do === 'hear') return wordOf(message.word).promise;
  if (message.do === 'change') return changeRows(message.grants, message.times);
  return undefined;
});

async function ask({ grant, since }: Extract<Message, { do: 'ask' }>): Promise<Use> {
  const asked = since === undefined ? {} : { obtainedAfter: new Date(since) };
  try {
    const use = await accessToken(grant.tenantId, grant.connectionId, asked);
    if (use.kind === 'token') return { kind: 'token', token: use.token.reveal() };
    return { kind: 'problem', why: use.problem.source === 'own' ? use.problem.code : (use.problem.reply.code ?? '') };
  } catch (error) {
    return { kind: 'error', why: String(error) };
  }
}

function wordOf(name: string): PromiseWithResolvers<void> {
  const known = words.get(name) ?? Promise.withResolvers();
  words.set(name, known);
  return known;
}

async function connectAll(wanted: Wanted[]): Promise<Named[]> {
  const grants: Named[] = [];
  for (const each of wanted) grants.push(await connected(each));
  return grants;
}

/** A tenant of its own with a connection that this refresh token was just consented to for. */
async function connected({ refreshToken, origin }: Wanted): Promise<Named> {
  const slug = `t-${randomUUID()}`;
  const { id: tenantId } = await createTenant({ slug, name: slug });
  const ctx = await findOperatorContext({ kind: 'operator', name: 'faults' }, slug);
  if (!ctx) throw new Error(`There is no tenant ${slug}.`);
  const directoryId = randomUUID();
  const { id: connectionId } = await createConnection(ctx, {
    provider: 'microsoft',
    grantKind: 'authorization_code',
    transport: 'graph',
    senderName: 'Contoso Reports',
    senderAddress: 'reports@contoso.com',
    clientId: randomUUID(),
    settings: { directoryId },
    clientSecret: 'a-secret-value',
    clientSecretExpiresAt: null,
    overrides: {
      issuer: `${origin}/${directoryId}/v2.0`,
      authorizationEndpoint: `${origin}/authorize`,
      tokenEndpoint: `${origin}/token`,
    },
  });
  return inTenant(tenantId, async (tx) => {
    await lockConnection(tx, tenantId, connectionId);
    const settings = await settingsOrThrow(tx, tenantId, connectionId);
    const identity = { issuer: `${origin}/${directoryId}/v2.0`, subject: randomUUID(), address: 'reports@contoso.com' };
    await storeConsent(
      tx,
      ctx,
      settings,
      {
        accessToken: new Secret(`at-${randomUUID()}`),
        refreshToken: new Secret(refreshToken),
        expiresAt: new Date(Date.now() + 3_600_000),
        scopes: settings.scopes,
        identity,
      },
      new Date(),
    );
    const { id: grantId } = await tx.grant.findFirstOrThrow({ select: { id: true } });
    return { tenantId, connectionId, grantId };
  });
}
