import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { RegistrationKeys } from '#sandbox/control/control.ts';
import { aCertificate } from '#sandbox/testing/certificates.ts';
import { givenSandbox, redirectUri, reports } from '#sandbox/testing/given-sandbox.ts';
import { graphScope, postToken, tokensFor } from '#sandbox/testing/sign-in.ts';

const given = givenSandbox();

function read(clientId: string, bearer: string, select = 'id,appId,passwordCredentials,keyCredentials') {
  const base = given.sandbox.providers.microsoft.graphUrl;
  return fetch(`${base}/v1.0/applications(appId='${clientId}')?$select=${select}`, {
    headers: { authorization: `Bearer ${bearer}` },
  });
}

async function tokenOf(keys: RegistrationKeys): Promise<string> {
  const scope = 'https://graph.microsoft.com/.default';
  return String((await postToken(given.sandbox, keys, { grant_type: 'client_credentials', scope })).json.access_token);
}

async function codeOf(response: Response): Promise<[number, string]> {
  const { error } = (await response.json()) as { error: { code: string } };
  return [response.status, error.code];
}

describe('an application object', () => {
  it('lists secrets by their first three characters and certificates by their thumbprint, with their ends', async () => {
    const keys = given.registerDaemon(['Application.Read.All']);
    const second = given.sandbox.control.addSecret(keys.clientId, '2027-05-20T08:00:00Z');
    const { certificate } = aCertificate();
    given.sandbox.control.addCertificate(keys.clientId, certificate);

    const response = await read(keys.clientId, await tokenOf(keys));

    expect(response.status).toBe(200);
    const { raw, validToDate } = new X509Certificate(certificate);
    const sha1 = Buffer.from(await crypto.subtle.digest('SHA-1', new Uint8Array(raw))).toString('base64');
    expect(await response.json()).toMatchObject({
      appId: keys.clientId,
      passwordCredentials: [
        { keyId: keys.secretId, hint: keys.secretValue.slice(0, 3), secretText: null },
        { hint: second.secretValue.slice(0, 3), endDateTime: '2027-05-20T08:00:00.000Z' },
      ],
      keyCredentials: [{ customKeyIdentifier: sha1, endDateTime: validToDate.toISOString(), key: null }],
    });
  });

  it('has what was selected, and no more', async () => {
    const keys = given.registerDaemon(['Application.Read.All']);
    const response = await read(keys.clientId, await tokenOf(keys), 'id,passwordCredentials');
    const names = Object.keys((await response.json()) as object);
    expect(names).toEqual(['@odata.context', 'id', 'passwordCredentials']);
  });

  it('is opened by Application.Read.All alone, of an application or of a person', async () => {
    const without = given.registerDaemon(['Mail.Send']);
    const refused = await codeOf(await read(without.clientId, await tokenOf(without)));
    expect(refused).toEqual([403, 'Authorization_RequestDenied']);
    expect(await codeOf(await read(without.clientId, 'nonsense'))).toEqual([401, 'InvalidAuthenticationToken']);

    const byPerson = async (delegatedPermissions: string[]) => {
      const app = given.register({ delegatedPermissions, adminConsent: true });
      const { json } = await tokensFor(given.sandbox, app, reports, { redirectUri, scope: graphScope });
      return (await read(app.clientId, String(json.access_token))).status;
    };
    expect(await byPerson(['Mail.Send'])).toBe(403);
    expect(await byPerson(['Mail.Send', 'Application.Read.All'])).toBe(200);
  });

  it('is found in its own directory alone', async () => {
    const keys = given.registerDaemon(['Application.Read.All']);
    const elsewhere = given.registerDaemon(['Application.Read.All'], 'fabrikam.example');
    const missing = [404, 'Request_ResourceNotFound'];
    expect(await codeOf(await read(keys.clientId, await tokenOf(elsewhere)))).toEqual(missing);
    const nobody = '00000000-0000-4000-8000-000000000000';
    expect(await codeOf(await read(nobody, await tokenOf(keys)))).toEqual(missing);
  });

  it('tells of keys 150 times a minute', async () => {
    const keys = given.registerDaemon(['Application.Read.All']);
    const token = await tokenOf(keys);
    const statuses = new Set<number>();
    for (let nth = 0; nth < 150; nth++) statuses.add((await read(keys.clientId, token)).status);
    expect([...statuses]).toEqual([200]);
    const refused = await read(keys.clientId, token);
    expect(refused.headers.get('retry-after')).toBe('60');
    expect(await codeOf(refused)).toEqual([429, 'TooManyRequests']);
    expect((await read(keys.clientId, token, 'id,passwordCredentials')).status).toBe(200);
  });
});

it('says of every other address that there is none', async () => {
  const base = given.sandbox.providers.microsoft.graphUrl;
  expect(await codeOf(await fetch(`${base}/v1.0/places`))).toEqual([400, 'BadRequest']);
});
