import { rootCertificates } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { anAdmin } from '#lib/testing/a-tenant.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { startConnectProxy } from '#lib/testing/connect-proxy.ts';
import { inputFor, mailbox, useStrictServer } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import type { Granted } from '#lib/testing/revoking.ts';
import { changeConnection, connect, createConnection, finishConsent, getConnection, refreshNow } from './index.ts';
import type { ConnectionChange, ConnectionInput } from './schema.ts';

const database = useDatabase();
const strict = useStrictServer();

const caCertificate = rootCertificates[0] ?? '';

/** A proxy of whoever changes the settings: it could read along where the way to the token endpoint is not encrypted. */
async function aProxy() {
  const { port, seen, close } = await startConnectProxy();
  onTestFinished(close);
  allowEgress('127.0.0.1', port);
  const uses: ('authorization' | 'mail')[] = ['authorization'];
  return { seen, typed: { kind: 'http' as const, host: '127.0.0.1', port, userName: '', uses } };
}

async function consented(input: ConnectionInput): Promise<Granted> {
  const member = await anAdmin();
  const { id } = await createConnection(member.ctx, input);
  const { authorizeUrl } = await connect(member.ctx, id, member.browserToken);
  const { scopes } = input.overrides;
  const url = strict.server.consent(authorizeUrl ?? '', { ...mailbox, ...(scopes ? { scopes } : {}) });
  const end = await finishConsent({ url, browserToken: member.browserToken, signedIn: member.signedIn, ip: null });
  expect(end.kind).toBe('granted');
  strict.server.tokenRequests.length = 0;
  return { member, id };
}

/** Of an application with a secret, or of a public client, for which nobody has to type anything again. */
const kinds: [string, () => ConnectionInput, ConnectionChange][] = [
  ['with a secret', () => inputFor(strict.server), { clientSecret: 'anything' }],
  ['of a public client', publicClient, {}],
];

function publicClient(): ConnectionInput {
  const { clientSecret: _, settings: _directory, overrides, ...input } = inputFor(strict.server);
  return {
    ...input,
    provider: 'custom',
    transport: 'smtp',
    settings: { clientAuthentication: 'none' },
    overrides: { ...overrides, smtpHost: 'smtp.example.com', scopes: ['mail', 'openid', 'offline_access'] },
  };
}

const change = ({ member, id }: Granted, change: ConnectionChange) => changeConnection(member.ctx, id, change);

describe.each(kinds)('the refresh token of a connection %s', (_name, input, typed) => {
  it.each<[string, (before: ConnectionInput['overrides']) => Promise<ConnectionChange & { seen?: string[] }>]>([
    ['another certificate authority', async (before) => ({ overrides: { ...before, caCertificate } })],
    [
      'another proxy that could read along',
      async () => {
        const { typed: proxy, seen } = await aProxy();
        return { proxy, seen };
      },
    ],
    [
      'both',
      async (before) => {
        const { typed: proxy, seen } = await aProxy();
        return { proxy, overrides: { ...before, caCertificate }, seen };
      },
    ],
  ])('is forgotten with %s, and shown to nobody there', async (_what, changed) => {
    const one = await consented(input());
    const { overrides } = await getConnection(one.member.ctx, one.id);
    const { seen = [], ...settings } = await changed(overrides);

    expect(await change(one, { ...typed, ...settings })).toMatchObject({ grant: null, health: 'untested' });

    await refreshNow(one.member.ctx, one.id).catch(() => undefined);
    expect([seen, strict.server.tokenRequests]).toEqual([[], []]);
  });

  it('stays where the proxy sees nothing but what is encrypted, and where only words change', async () => {
    const one = await consented(input());
    await database.asSuperuser(
      `update connections set overrides = overrides || '{"tokenEndpoint": "https://login.example.com/token"}'
        where id = '${one.id}'`,
    );
    const { typed: proxy } = await aProxy();
    expect(await change(one, { senderName: 'Renamed', proxy })).toMatchObject({ grant: { hasRefreshToken: true } });
    expect(await change(one, { proxy: null })).toMatchObject({ grant: { hasRefreshToken: true } });
  });
});
