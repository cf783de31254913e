import { describe, expect, it, vi } from 'vitest';
import { fieldPlaces, shownAdvanced } from '#app/ui/connect/field-places.ts';
import type { ProviderForm } from '#app/ui/connect/provider-form.ts';
import type { Connection } from '#lib/db/generated/client.ts';
import type { Reply } from '#lib/errors/index.ts';
import type { GrantKind, ProviderId, TransportId } from '#lib/providers/index.ts';
import { providerIds, providerRules, settingsAsked } from '#lib/providers/schema.ts';
import screens from '#lib/strings/en/console.json' with { type: 'json' };
import { recordedReplies } from '#lib/testing/recorded-replies.ts';
import { settingsOf } from '#lib/tokens/index.ts';
import { explain, explainOwn, type OwnProblem } from './index.ts';
import { ownProblems } from './own-problems.ts';

// The configuration asks for a database that nothing here uses.
vi.stubEnv('DATABASE_URL', 'postgres://nobody@127.0.0.1:1/none');

type Way = { provider: ProviderId; grantKind: GrantKind; transport: TransportId };

const ways: Way[] = providerIds.flatMap((provider) => {
  const { grantKinds, transports } = providerRules[provider];
  return grantKinds.flatMap((grantKind) => transports.map((transport) => ({ provider, grantKind, transport })));
});

const typed = {
  issuer: 'https://login.mine.example',
  authorizationEndpoint: 'https://login.mine.example/authorize',
  tokenEndpoint: 'https://login.mine.example/token',
  apiUrl: 'https://api.mine.example',
  smtpHost: 'smtp.mine.example',
  smtpPort: 2525,
  scopes: ['mail'],
};

/** The facts of a connection as its row makes them: with addresses of its own, or the provider's. */
function factsOf({ provider, grantKind, transport }: Way, overrides: object) {
  const row = {
    ...{ id: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee', provider, grantKind, transport, stage: 'candidate', overrides },
    ...{ senderAddress: 'reports@contoso.example', clientId: 'the-client', clientSecretExpiresAt: null, proxy: null },
    settings: { directoryId: '11111111-2222-3333-4444-555555555555' },
  };
  return settingsOf(row as unknown as Connection).facts;
}

const isAsked = (way: Way) => providerRules[way.provider].asks !== undefined;

/** Every problem that a connection of this kind can have, of what it was asking then. */
function problemsOf(way: Way) {
  const { provider } = way;
  const again = 'asking' as const;
  return (isAsked(way) ? [typed] : [typed, {}]).flatMap((overrides) => {
    const facts = factsOf(way, overrides);
    return (['grant', 'delivery'] as const).flatMap((about) => [
      ...recordedReplies[provider].map(({ reply }) => explain({ provider, reply, facts, about, again })),
      ...(Object.keys(ownProblems) as OwnProblem[]).map((code) => explainOwn({ provider, code, facts, about, again })),
    ]);
  });
}

const named = ways.map((way) => [`${way.provider} · ${way.grantKind} · ${way.transport}`, way] as const);

describe.each(named)('%s', (_name, way) => {
  const problems = problemsOf(way);
  const { advanced } = fieldPlaces(providerRules[way.provider] as ProviderForm, way);

  it('speaks of Advanced only where its form has such a part, and nothing is asked for there', () => {
    const astray = problems.filter(({ title, why, cure }) => /advanced/i.test(`${title} ${why} ${cure}`));
    if (isAsked(way) || advanced.length === 0) expect(astray.map(({ code }) => code)).toEqual([]);
  });

  it('names no setting that its form does not have', () => {
    const shown = new Set([
      ...['grantKind', 'transport', 'senderName', 'senderAddress', 'proxy', 'redirectUrl'],
      ...['clientId', 'clientSecret', 'clientSecretExpiresAt'],
      ...settingsAsked(providerRules[way.provider], way.grantKind).map(({ name }) => `settings.${name}`),
      ...shownAdvanced(way).map((field) => `overrides.${field}`),
    ]);
    expect(
      problems.flatMap(({ code, fields }) => fields.filter((one) => !shown.has(one)).map((one) => `${code} ${one}`)),
    ).toEqual([]);
  });

  it('calls this installation by that name: the server is the one that was asked', () => {
    const both = problems.filter(({ title, why, cure }) => /this server/i.test(`${title} ${why} ${cure}`));
    expect(both.map(({ code }) => code)).toEqual([]);
  });
});

const network = (code: string): Reply => ({ protocol: 'network', code, text: code });
const custom: Way = { provider: 'custom', grantKind: 'client_credentials', transport: 'smtp' };
const google: Way = { provider: 'google', grantKind: 'authorization_code', transport: 'gmail' };

const at = (way: Way, code: string, about: 'grant' | 'delivery', overrides: object = typed) =>
  explain({ provider: way.provider, reply: network(code), facts: factsOf(way, overrides), about });

it.each([
  'ENOTFOUND',
  'ECONNREFUSED',
  'ETIMEDOUT',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'EREDIRECT',
  'EGRESS_DENIED',
])('blames for %s the server that was asked, and no other', (code) => {
  const token = at(custom, code, 'grant');
  const mail = at(custom, code, 'delivery');
  expect(token.fields).toEqual(['overrides.tokenEndpoint']);
  expect(token.cure).toContain('the Access token URL');
  expect(`${token.title} ${token.why} ${token.cure}`).not.toMatch(/SMTP|STARTTLS|mail server/);
  expect(mail.fields).toContain(code === 'ENOTFOUND' ? 'overrides.smtpHost' : 'overrides.smtpPort');
  expect(mail.fields).not.toContain('overrides.tokenEndpoint');
  expect(`${mail.title} ${mail.why} ${mail.cure}`).not.toContain('authorization server');
});

it('names the host that cannot be found', () => {
  expect(at(custom, 'ENOTFOUND', 'grant').why).toContain('login.mine.example');
  expect(at(custom, 'ENOTFOUND', 'delivery').why).toContain('smtp.mine.example');
  expect(at(google, 'ENOTFOUND', 'delivery').why).toContain('api.mine.example');
});

it('says where an address is changed that a person changed, and blames none that is the provider’s own', () => {
  const changed = at(google, 'ECONNREFUSED', 'grant');
  expect(changed.cure).toContain('check the Access token URL under Advanced, or reset what was changed there.');
  expect(changed.fields).toEqual(['overrides.tokenEndpoint']);
  const own = at(google, 'ECONNREFUSED', 'grant', {});
  expect(own.cure).not.toContain('URL');
  expect(own.fields).toEqual([]);
});

it('sends one to the certificate by the words of the form', () => {
  const { cure, fields } = at(custom, 'DEPTH_ZERO_SELF_SIGNED_CERT', 'delivery');
  const { groups, certificate } = screens;
  expect(cure).toContain(`under ${groups.network}, choose ${certificate.own}`);
  expect(fields).toEqual(['overrides.caCertificate']);
  expect(screens.advanced.tokenEndpoint).toBe('Access token URL');
});
