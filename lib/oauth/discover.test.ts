import { expect, it } from 'vitest';
import { EgressError } from '#lib/egress/index.ts';
import { anIssuer, type Issuer } from '#lib/testing/issuer.ts';
import { createAuthorization, discover, exchangeCode, OAuthNoAnswer, OAuthRefusal } from './index.ts';

const altered: [string, (issuer: Issuer) => void][] = [
  ['another host', ({ document }) => Object.assign(document, { issuer: 'https://evil.example/v2.0' })],
  ['another directory', (it) => Object.assign(it.document, { issuer: it.server.issuer.replace('1111', '2222') })],
  ['a slash at the end', (it) => Object.assign(it.document, { issuer: `${it.server.issuer}/` })],
  ['capitals in the host', (it) => Object.assign(it.document, { issuer: it.server.issuer.replace('login', 'LOGIN') })],
  [
    'the default port',
    (it) => Object.assign(it.document, { issuer: it.server.issuer.replace('example/', 'example:443/') }),
  ],
  ['plain http', (it) => Object.assign(it.document, { issuer: it.server.issuer.replace('https', 'http') })],
  ['a list of issuers', (it) => Object.assign(it.document, { issuer: [it.server.issuer] })],
  ['no issuer', ({ document }) => Object.assign(document, { issuer: undefined })],
  ['keys over plain http', ({ document }) => Object.assign(document, { jwks_uri: 'http://login.example/keys' })],
  ['Entra’s template', (it) => Object.assign(it.document, { issuer: 'https://login.example/{tenantid}/v2.0' })],
];

async function consentAt(issuer: Issuer): Promise<unknown> {
  const { server, client, redirectUri, scopes, fetch } = issuer;
  const authorization = await createAuthorization({ server, clientId: client.clientId, redirectUri, scopes });
  const callbackUrl = issuer.consent(authorization);
  return exchangeCode({ server, client, redirectUri, scopes, fetch, ...authorization, callbackUrl });
}

it.each(altered)('refuses a discovery document with %s, before the code is used (O5)', async (_what, alter) => {
  const issuer = await anIssuer();
  alter(issuer);

  await expect(consentAt(issuer)).rejects.toMatchObject({ name: 'OAuthRefusal', reply: { code: 'issuer_mismatch' } });
  expect(issuer.tokenCalls()).toHaveLength(0);
});

it('accepts the unaltered document, and takes no endpoint from it (O5, control)', async () => {
  const issuer = await anIssuer();

  await expect(consentAt(issuer)).resolves.toHaveProperty('accessToken');
  expect(issuer.tokenCalls().map((call) => call.url)).toEqual([issuer.server.tokenEndpoint]);
  const found = await discover({ issuer: issuer.server.issuer, fetch: issuer.fetch });
  expect(JSON.stringify(found)).not.toContain('from-the-document');
});

it('never counts a signature that anybody could make', async () => {
  const issuer = await anIssuer();
  issuer.document.id_token_signing_alg_values_supported = ['none', 'HS256', 'RS256'];

  const found = await discover({ issuer: issuer.server.issuer, fetch: issuer.fetch });
  expect(found.idTokenAlgorithms).toEqual(['RS256']);
});

it('tells a document that is not there from a server that is not there', async () => {
  const issuer = await anIssuer();
  const ask = () => discover({ issuer: issuer.server.issuer, fetch: issuer.fetch });

  issuer.said.document = () => new Response('<html>', { status: 404 });
  await expect(ask()).rejects.toBeInstanceOf(OAuthRefusal);
  issuer.said.document = () => Response.json({ error: 'invalid_tenant', error_codes: [90002] }, { status: 400 });
  await expect(ask()).rejects.toMatchObject({ reply: { code: 'invalid_tenant', numbers: [90002] } });
  issuer.said.document = () => new Response('', { status: 503 });
  await expect(ask()).rejects.toMatchObject({ name: 'OAuthNoAnswer', presented: false });
  issuer.said.document = () => {
    throw new EgressError({ protocol: 'network', code: 'ECONNRESET', text: 'read ECONNRESET' }, true);
  };
  const failure = await ask().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(OAuthNoAnswer);
  expect(failure).toMatchObject({ presented: false });
});
