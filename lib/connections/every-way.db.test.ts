import { describe, expect, it } from 'vitest';
import { providerRules } from '#lib/providers/schema.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { contacts } from '#lib/testing/every-way/contacts.ts';
import { prepare } from '#lib/testing/every-way/prepare.ts';
import type { Prepared } from '#lib/testing/every-way/prepared.ts';
import { everyWay, isRefused, nameOf, type Way } from '#lib/testing/every-way/rows.ts';
import { allowNothingBut, useEveryServer } from '#lib/testing/every-way/use-servers.ts';
import {
  activateConnection,
  connect,
  createConnection,
  discardConnection,
  disconnect,
  finishConsent,
  getConnection,
  listConnections,
  sendTestEmail,
  verifyConnection,
} from './index.ts';
import { connectionInputSchema } from './schema.ts';

useDatabase();
const servers = useEveryServer();

const ways = everyWay();
/** Of providers that are data alone: however many there are. */
const byData = ({ provider }: Way) => providerRules[provider].oauthMail !== undefined;
const byCode = ways.filter((way) => !byData(way));
const named = (some: Way[]) => some.map((way) => [nameOf(way), way] as const);

/** What is chosen and what is typed, as a form or REST sends it. */
function inputOf(way: Way, { typed }: Prepared) {
  const { provider, grantKind, transport } = way;
  const settings = { ...(typed.settings ?? {}), ...way.settings };
  return { provider, grantKind, transport, senderName: 'Contoso Reports', overrides: {}, ...typed, settings };
}

const hosts = ({ sandbox, oidc }: ReturnType<typeof servers>) =>
  [sandbox.origin, oidc.issuer].map((url) => new URL(url).host);

const mailPlaceOf = ({ mailServer }: Prepared) => (mailServer ? [`${mailServer.host}:${mailServer.port}`] : []);

it('knows all combinations', () => {
  const counted = Map.groupBy(byCode, ({ provider }) => provider);
  expect(Object.fromEntries([...counted].map(([provider, some]) => [provider, some.length]))).toEqual({
    // A person or a service account: Gmail API, SMTP by each security.
    google: 2 * (1 + 3),
    // Four clouds, secret or certificate, a person or the application: Graph, SMTP by each security.
    microsoft: 4 * 2 * 2 * (1 + 3),
    // A person by four ways of client authentication, an application by three; two mechanisms, each security.
    custom: (4 + 3) * 2 * 3,
    // A password, without encryption allowed or not; none.
    smtp: (2 + 1) * 3,
  });
  expect(byCode.filter(isRefused)).toHaveLength(2 + 16 + 14 + 1);
});

describe('a way that gives a credential away', () => {
  it.each(named(ways.filter(isRefused)))('%s is refused by name, and nothing is stored', async (_name, way) => {
    const { member, ...places } = servers();
    const prepared = prepare(places, way);
    const input = connectionInputSchema.parse(inputOf(way, prepared));
    allowNothingBut([new URL(places.oidc.issuer).host, ...mailPlaceOf(prepared)]);
    const path = way.grantKind === 'password' ? 'settings.plainPassword' : 'overrides.smtpSecurity';
    await expect(createConnection(member.ctx, input)).rejects.toMatchObject({ fields: [{ path }] });
    expect(await listConnections(member.ctx)).toMatchObject([]);
  });
});

/** Exchange Online takes mail by STARTTLS alone: nothing of Microsoft's listens with TLS from the start. */
const hasNoServer = ({ provider, security }: Way) => provider === 'microsoft' && security === 'tls';

describe('a way that its provider has no server for', () => {
  const closed = ways.filter(hasNoServer);

  it('is one of Microsoft, with TLS from the start', () => {
    expect(closed).toHaveLength(4 * 2 * 2);
  });

  it.each(named(closed))('%s says which setting is in the way', async (_name, way) => {
    const { member, ...places } = servers();
    const { ctx, browserToken, signedIn } = member;
    const prepared = prepare(places, way);
    allowNothingBut([...hosts(servers()), ...mailPlaceOf(prepared)]);
    const created = await createConnection(ctx, connectionInputSchema.parse(inputOf(way, prepared)));
    prepared.ready?.(created);
    const { authorizeUrl } = await connect(ctx, created.id, browserToken);
    if (authorizeUrl) {
      const url = await prepared.walk?.(authorizeUrl);
      await finishConsent({ url: url as URL, browserToken, signedIn, ip: null });
    }
    const { problem } = await verifyConnection(ctx, created.id);
    expect(problem).toMatchObject({
      code: 'smtp_tls_not_from_start',
      fields: expect.arrayContaining(['overrides.smtpSecurity']),
    });
    await discardConnection(ctx, created.id);
  });
});

describe('every way that is neither is set up, verified, activated, and carries a mail', () => {
  const open = ways.filter((way) => !isRefused(way) && !hasNoServer(way));

  it('and none is left out', () => {
    expect(open.filter((way) => !byData(way))).toHaveLength(2 * (1 + 2) + 16 * (1 + 1) + 7 * 2 * 2 + (3 + 2 + 3));
    expect(open.length + ways.filter(isRefused).length + ways.filter(hasNoServer).length).toBe(ways.length);
  });

  it.each(named(open))('%s', async (_name, way) => {
    const { member, ...places } = servers();
    const { ctx, browserToken, signedIn } = member;
    const prepared = prepare(places, way);
    // The one host that is configured, at its one port: another is refused before anybody is asked.
    allowNothingBut([...hosts(servers()), ...mailPlaceOf(prepared)]);

    const created = await createConnection(ctx, connectionInputSchema.parse(inputOf(way, prepared)));
    const { id } = created;
    prepared.ready?.(created);
    const { authorizeUrl, connection } = await connect(ctx, id, browserToken);
    expect(connection.problem).toBeNull();
    if (way.grantKind === 'authorization_code') {
      const url = await prepared.walk?.(authorizeUrl ?? '');
      const end = await finishConsent({ url: url as URL, browserToken, signedIn, ip: null });
      expect(end).toMatchObject({ kind: 'granted' });
    }
    expect(await verifyConnection(ctx, id)).toMatchObject({ problem: null, health: 'untested' });
    expect(await activateConnection(ctx, id)).toMatchObject({ stage: 'active', problem: null });
    expect(await sendTestEmail(ctx, id, prepared.recipient)).toMatchObject({ kind: 'accepted', problem: null });
    const view = await getConnection(ctx, id);
    expect(view).toMatchObject({ health: 'working', problem: null, stage: 'active' });

    const { senderAddress: from } = view;
    expect(await prepared.arrived()).toMatchObject([{ from: expect.stringContaining(from), to: [prepared.recipient] }]);
    expect(contacts(places, view)).toEqual(expectedContacts(way));
    if (prepared.signedIn) expect(prepared.signedIn()).toMatchObject(expectedSignIn(way));
    await disconnect(ctx, id);
    await discardConnection(ctx, id);
  });
});

function expectedContacts({ grantKind, transport }: Way): string[] {
  const asked = {
    authorization_code: ['authorization', 'issuer', 'token'],
    client_credentials: ['token'],
    password: [],
    none: [],
  }[grantKind];
  return [...asked, transport === 'smtp' ? 'mail' : 'api'].toSorted();
}

function expectedSignIn({ provider, security, settings, grantKind }: Way) {
  if (provider === 'smtp') return { security, ...(grantKind === 'password' ? { user: 'relay@contoso.example' } : {}) };
  const { oauthMail } = providerRules[provider];
  return { security, mechanism: oauthMail?.saslMechanism ?? settings.saslMechanism };
}
