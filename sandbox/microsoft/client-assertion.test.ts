import { createHash, randomUUID, X509Certificate } from 'node:crypto';
import { SignJWT } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { aCertificate, type MadeCertificate } from '#sandbox/testing/certificates.ts';
import { givenSandbox, redirectUri, reports } from '#sandbox/testing/given-sandbox.ts';
import { authorizeUrl, type TokenReply, walkThrough } from '#sandbox/testing/sign-in.ts';

const given = givenSandbox();
const own = aCertificate();
const other = aCertificate();
const scope = 'https://graph.microsoft.com/.default';
const digest = (algorithm: string, { certificate }: MadeCertificate) =>
  createHash(algorithm).update(new X509Certificate(certificate).raw);

const tokenUrl = (tenant: string = given.keys.directoryId) =>
  `${given.sandbox.providers.microsoft.authority}/${tenant}/oauth2/v2.0/token`;
const seconds = () => Math.floor(Date.now() / 1_000);

type Made = { alg?: string; header?: object; claims?: object; by?: MadeCertificate; signedBy?: MadeCertificate };
function assertion({ alg = 'PS256', header, claims, by = own, signedBy = by }: Made = {}): Promise<string> {
  const { clientId } = given.keys;
  const x5tS256 = { 'x5t#S256': digest('sha256', by).digest('base64url') };
  const now = seconds();
  const standard = { iss: clientId, sub: clientId, aud: tokenUrl(), nbf: now, exp: now + 300, jti: randomUUID() };
  return new SignJWT({ ...standard, ...claims })
    .setProtectedHeader({ alg, typ: 'JWT', ...(header ?? x5tS256) })
    .sign(signedBy.key);
}

async function post(jwt: string, fields: Record<string, string> = {}, url = tokenUrl()): Promise<TokenReply> {
  const body = new URLSearchParams({
    client_id: given.keys.clientId,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: jwt,
    grant_type: 'client_credentials',
    scope,
    ...fields,
  });
  const response = await fetch(url, { method: 'POST', body });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

const refusedWith = (code: number, text: RegExp) => ({
  status: code === 50027 || code === 90023 || code === 900144 ? 400 : 401,
  json: { error_codes: [code], error_description: expect.stringMatching(text) },
});

beforeEach(() => {
  given.sandbox.control.addCertificate(given.keys.clientId, own.certificate);
});

describe('an assertion proves the application', () => {
  it('by PS256 and x5t#S256, and by RS256 and x5t', async () => {
    expect((await post(await assertion())).status).toBe(200);
    const header = { x5t: digest('sha1', own).digest('base64url') };
    expect((await post(await assertion({ alg: 'RS256', header }))).status).toBe(200);
    expect(given.sandbox.control.requests().map(({ credential }) => credential)).toEqual([
      'certificate',
      'certificate',
    ]);
  });

  it('for a code and for a refresh token too', async () => {
    const { url, verifier } = authorizeUrl(given.sandbox, given.keys, { redirectUri });
    const { sentTo } = await walkThrough(url, reports);
    const code = sentTo?.searchParams.get('code') ?? '';
    const grant = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
    const first = await post(await assertion(), { ...grant, scope: '' });
    expect(first.status).toBe(200);
    const refresh = { grant_type: 'refresh_token', refresh_token: String(first.json.refresh_token), scope: '' };
    expect((await post(await assertion(), refresh)).status).toBe(200);
    expect((await post(await assertion({ by: other }), refresh)).json.error_codes).toEqual([700027]);
  });

  it('made for the token endpoint under the directory’s domain', async () => {
    const url = tokenUrl('contoso.example');
    expect((await post(await assertion({ claims: { aud: url } }), {}, url)).status).toBe(200);
  });
});

describe('it is refused', () => {
  it('by a certificate that is not registered, named by its thumbprint', async () => {
    const thumbprint = digest('sha256', other).digest('hex').toUpperCase();
    expect(await post(await assertion({ by: other }))).toMatchObject(
      refusedWith(
        700027,
        new RegExp(
          `^AADSTS700027: The certificate with .+ \\[Reason - The key was not found\\., Thumbprint of key used by client: '${thumbprint}', Please visit .+\\]\\. Trace ID`,
        ),
      ),
    );
    const nameless = await post(await assertion({ header: {} }));
    expect(nameless).toMatchObject(refusedWith(700027, /\[Reason - The key was not found\., Please visit/));
  });

  it('by a certificate that is over', async () => {
    given.sandbox.control.expireCertificate(given.keys.clientId);
    const thumbprint = digest('sha1', own).digest('hex').toUpperCase();
    expect(await post(await assertion())).toMatchObject(
      refusedWith(
        700027,
        new RegExp(
          `\\[Reason - The key used is expired\\., Thumbprint of key used by client: '${thumbprint}', Found key 'Start=\\d\\d/\\d\\d/\\d{4} \\d\\d:\\d\\d:\\d\\d, End=`,
        ),
      ),
    );
  });

  it('signed by another key than the certificate’s', async () => {
    expect(await post(await assertion({ signedBy: other }))).toMatchObject(
      refusedWith(700027, /use of the key to verify the signature failed/),
    );
  });

  it.each([
    ['over', () => ({ exp: seconds() - 400, nbf: seconds() - 700 }), 700024, /not within its valid time range/],
    ['not yet good', () => ({ nbf: seconds() + 400, exp: seconds() + 700 }), 700024, /not within its valid time range/],
    ['without an end', () => ({ exp: undefined }), 700024, /not within its valid time range/],
    ['for somebody else', () => ({ aud: 'https://elsewhere.example/token' }), 700023, /audience claim does not match/],
    ['of another issuer', () => ({ iss: randomUUID() }), 700021, /identifier doesn't match 'client_id'/],
    ['about another client', () => ({ sub: randomUUID() }), 700021, /identifier doesn't match 'client_id'/],
  ])('when it is %s', async (_name, claims, code, text) => {
    expect(await post(await assertion({ claims: claims() }))).toMatchObject(refusedWith(code, text));
  });

  it('when it is no JWT, of another type, or signed by a method of other keys', async () => {
    expect(await post('nonsense')).toMatchObject(refusedWith(50027, /JWT token is invalid or malformed/));
    const jwt = await assertion();
    expect(await post(jwt, { client_assertion_type: 'x' })).toMatchObject(refusedWith(90023, /client_assertion_type/));
    expect(await post(jwt, { client_assertion_type: '' })).toMatchObject(refusedWith(900144, /client_assertion_type/));
    const [, payload] = jwt.split('.');
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    expect(await post(none)).toMatchObject(refusedWith(5002738, /'none' is not a supported signature algorithm/));
  });

  it('when the application is shown by neither a secret nor an assertion', async () => {
    const body = new URLSearchParams({ client_id: given.keys.clientId, grant_type: 'client_credentials', scope });
    const response = await fetch(tokenUrl(), { method: 'POST', body });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error_codes: [7000218] });
  });
});
