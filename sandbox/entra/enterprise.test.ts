import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '#sandbox/start-sandbox.ts';
import { givenSandbox, redirectUri, reports } from '#sandbox/testing/given-sandbox.ts';
import { authorizeUrl, graphScope, postToken, tokensFor, walkThrough } from '#sandbox/testing/sign-in.ts';

const given = givenSandbox();
const admin = { account: 'admin@contoso.example' };
const base = '/entra/enterprise-applications';
const reportsId = '3d5a7c19-4e8b-4f06-a2d3-7b9f1c6e8d52';

const page = async (path: string): Promise<string> => (await fetch(`${given.sandbox.origin}${path}`)).text();
const post = (path: string, fields: Record<string, string> = {}): Promise<Response> =>
  fetch(`${given.sandbox.origin}${path}`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

/** Where the application's page is in a directory; undefined when that directory does not know it. */
async function placeIn(directory: string, clientId = given.keys.clientId): Promise<string | undefined> {
  const list = await page(`${base}?directory=${directory}`);
  const row = list.split('<tr>').find((one) => one.includes(clientId));
  return /href="([^"]+)"/.exec(row ?? '')?.[1];
}

async function contosoPage(): Promise<string> {
  return (await placeIn('contoso.example')) ?? '';
}

const refresh = (token: unknown) =>
  postToken(given.sandbox, given.keys, { grant_type: 'refresh_token', refresh_token: String(token) });
const daemonToken = async () =>
  postToken(given.sandbox, given.keys, {
    grant_type: 'client_credentials',
    scope: 'https://graph.microsoft.com/.default',
  });
const rolesNow = async (): Promise<unknown> => decodeJwt(String((await daemonToken()).json.access_token)).roles;

describe('the list', () => {
  it('has an application where it is registered, and elsewhere once someone there consents', async () => {
    given.keys = given.register({ accountTypes: 'multi' });
    expect(await placeIn('contoso.example')).toBeDefined();
    expect(await placeIn('fabrikam.example')).toBeUndefined();
    const { url } = authorizeUrl(given.sandbox, given.keys, { redirectUri, tenant: 'common' });
    await walkThrough(url, { account: 'newsletter@fabrikam.example' });
    const fabrikam = (await placeIn('fabrikam.example')) ?? '';
    expect(fabrikam).not.toBe(await contosoPage());
    const text = await page(fabrikam);
    expect(text).toContain('<strong>Fabrikam</strong>');
    expect(text).toContain('newsletter@fabrikam.example');
  });

  it('shows one object id per directory, which is also the oid of app-only tokens', async () => {
    const objectId = (await contosoPage()).split('/').at(-1);
    const { json } = await daemonToken();
    expect(decodeJwt(String(json.access_token))).toMatchObject({ oid: objectId, sub: objectId });
  });
});

describe('permissions', () => {
  it('are listed by who granted them, and end for that person alone when revoked', async () => {
    const mine = await tokensFor(given.sandbox, given.keys, reports, { redirectUri });
    const other = await tokensFor(given.sandbox, given.keys, { account: 'alex@contoso.example' }, { redirectUri });
    const here = await contosoPage();
    expect(await page(here)).toContain('Revoke permission Mail.Send (Delegated), granted by reports@contoso.example');
    const revoked = await post(`${here}/permissions/revoke`, { user: reportsId, permission: 'graph/Mail.Send' });
    expect(revoked.status).toBe(303);
    const refused = await refresh(mine.json.refresh_token);
    expect(refused).toMatchObject({ status: 400, json: { error: 'invalid_grant', error_codes: [65001] } });
    expect(refused.json.suberror).toBe('consent_required');
    expect((await refresh(other.json.refresh_token)).status).toBe(200);
    expect(await page(here)).not.toContain('Mail.Send (Delegated), granted by reports@contoso.example');
  });

  it('asked for by .default end too', async () => {
    given.keys = given.register({ delegatedPermissions: ['Mail.Send'] });
    const scope = 'openid offline_access https://graph.microsoft.com/.default';
    const { json } = await tokensFor(given.sandbox, given.keys, reports, { redirectUri, scope });
    expect((await refresh(json.refresh_token)).status).toBe(200);
    await post(`${await contosoPage()}/permissions/revoke-all`);
    const again = postToken(given.sandbox, given.keys, {
      grant_type: 'refresh_token',
      refresh_token: String(json.refresh_token),
      scope,
    });
    expect((await again).json.error_codes).toEqual([65001]);
  });

  it('granted by an administrator end for everyone, application permissions with the next token', async () => {
    given.keys = given.register({ applicationPermissions: ['Mail.Send'], adminConsent: true });
    await walkThrough(authorizeUrl(given.sandbox, given.keys, { redirectUri }).url, { ...admin, organization: true });
    const { json } = await tokensFor(given.sandbox, given.keys, reports, { redirectUri });
    expect(await rolesNow()).toEqual(['Mail.Send']);
    const here = await contosoPage();
    expect(await page(here)).toContain('Revoke permission Mail.Send (Application), granted by An administrator');
    await post(`${here}/permissions/revoke`, { user: '*', permission: 'graph/Mail.Send#application' });
    expect(await rolesNow()).toBeUndefined();
    expect((await refresh(json.refresh_token)).status).toBe(200);
    await post(`${here}/permissions/revoke`, { user: '*', permission: 'graph/Mail.Send' });
    expect((await refresh(json.refresh_token)).json.error_codes).toEqual([65001]);
    await post(`${here}/admin-consent`);
    expect(await rolesNow()).toEqual(['Mail.Send']);
  });
});

describe('deleting', () => {
  it('ends everything in that directory, keeps the registration, and the next consent brings it back', async () => {
    given.keys = given.register({ applicationPermissions: ['Mail.Send'], adminConsent: true });
    const { json } = await tokensFor(given.sandbox, given.keys, reports, { redirectUri });
    const here = await contosoPage();
    const deleted = await post(`${here}/delete`);
    expect(deleted.headers.get('location')).toBe(`${base}?directory=${given.keys.directoryId}`);
    expect(await placeIn('contoso.example')).toBeUndefined();
    expect((await fetch(`${given.sandbox.origin}${here}`)).status).toBe(404);
    expect((await refresh(json.refresh_token)).json.error_codes).toEqual([65001]);
    expect(await daemonToken()).toMatchObject({
      status: 401,
      json: { error: 'invalid_client', error_codes: [7000229] },
    });
    expect(await page(`/entra/registrations/${given.keys.clientId}`)).toContain('Deleted; the next consent');
    await post(`/entra/registrations/${given.keys.clientId}/admin-consent`);
    expect(await rolesNow()).toEqual(['Mail.Send']);
    expect(await contosoPage()).not.toBe(here);
  });

  it('as a guest leaves the application unknown there, 700016', async () => {
    given.keys = given.register({ accountTypes: 'multi' });
    const { url } = authorizeUrl(given.sandbox, given.keys, { redirectUri, tenant: 'common', scope: graphScope });
    await walkThrough(url, { account: 'newsletter@fabrikam.example' });
    const ask = () =>
      postToken(
        given.sandbox,
        given.keys,
        { grant_type: 'client_credentials', scope: 'https://graph.microsoft.com/.default' },
        'fabrikam.example',
      );
    expect((await ask()).status).toBe(200);
    await post(`${await placeIn('fabrikam.example')}/delete`);
    expect((await ask()).json.error_codes).toEqual([700016]);
    expect(await placeIn('contoso.example')).toBeDefined();
  });
});

it('opens a state that was kept without enterprise applications', async () => {
  await tokensFor(given.sandbox, given.keys, reports, { redirectUri });
  const path = join(given.sandbox.dir, 'state.json');
  const state = JSON.parse(readFileSync(path, 'utf8')) as { microsoft: { servicePrincipals?: object[] } };
  delete state.microsoft.servicePrincipals;
  writeFileSync(path, JSON.stringify(state));
  const again = await startSandbox({ port: 0, smtpPort: 0, dir: given.sandbox.dir });
  const list = await (await fetch(`${again.origin}${base}`)).text();
  await again.close();
  expect(list.split(given.keys.clientId)).toHaveLength(2);
  expect(list).toContain('1 user');
});
