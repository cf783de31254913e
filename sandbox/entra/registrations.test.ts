import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RegistrationKeys } from '#sandbox/control/control.ts';
import { runSandbox } from '#sandbox/testing/running.ts';
import { postToken } from '#sandbox/testing/sign-in.ts';

let sandbox: Awaited<ReturnType<typeof runSandbox>>;
beforeAll(async () => {
  sandbox = await runSandbox();
});
afterAll(() => sandbox.stop());

const contoso = '6f1c0d5e-2b7a-4c39-9e84-0a5d3b9c7e11';

function post(path: string, fields: Record<string, string>): Promise<Response> {
  return fetch(`${sandbox.origin}${path}`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
}

async function register(fields: Record<string, string> = {}): Promise<string> {
  const response = await post('/entra/registrations/new', { directory: contoso, name: 'Mailer', ...fields });
  expect(response.status).toBe(303);
  return response.headers.get('location') ?? '';
}

const page = async (path: string): Promise<string> => (await fetch(`${sandbox.origin}${path}`)).text();
const copied = (text: string, label: string): string =>
  new RegExp(`data-copy="([^"]+)" aria-label="Copy ${label}"`).exec(text)?.[1] ?? '';

describe('an application', () => {
  it('shows which permissions an administrator has yet to grant', async () => {
    const here = await register({ redirectUri: 'http://localhost:3000/oauth/callback/microsoft', platform: 'web' });
    await post(`${here}/secrets`, { expires: '180', description: '' });
    await post(`${here}/permissions`, { permission: 'graph/Mail.Send#application' });
    expect(await page(here)).toContain('Not granted for Contoso');
  });

  it('shows the value of a new secret once, the id always', async () => {
    const here = await register();
    expect((await post(`${here}/secrets`, { expires: '180' })).headers.get('location')).toBe(`${here}#secrets`);
    const first = await page(here);
    const keys: RegistrationKeys = {
      clientId: copied(first, 'Application \\(client\\) ID'),
      directoryId: copied(first, 'Directory \\(tenant\\) ID'),
      secretValue: copied(first, 'Value'),
      secretId: copied(first, 'Secret ID'),
    };
    expect(keys.secretValue).toMatch(/^.{3}8Q~.{34}$/);
    const second = await page(here);
    expect(second).not.toContain(keys.secretValue);
    expect(second).toContain(keys.secretId);
    const scope = 'https://graph.microsoft.com/.default';
    expect((await postToken(sandbox, keys, { grant_type: 'client_credentials', scope })).status).toBe(200);
    await post(`${here}/admin-consent`, {});
    expect(await page(here)).toContain('Granted for Contoso');
  });

  it('may have a secret that is already over, and none that lasts longer than 24 months', async () => {
    const here = await register();
    await post(`${here}/secrets`, { expires: 'custom', endsOn: '2020-01-01' });
    expect(await page(here)).toContain('Expired');
    const tooLong = await post(`${here}/secrets`, { expires: 'custom', endsOn: '2099-01-01' });
    expect(tooLong.status).toBe(422);
    expect(await tooLong.text()).toContain('at most 24 months');
  });

  it('refuses redirect URIs that Entra refuses, and keeps what was typed', async () => {
    const uris = [
      'http://127.0.0.1:3000/x',
      'http://example.com/x',
      'https://example.com/x#y',
      'https://example.com/*',
    ];
    for (const redirectUri of uris) {
      const response = await post('/entra/registrations/new', { directory: contoso, name: 'Typed name', redirectUri });
      expect(response.status).toBe(422);
      const text = await response.text();
      expect(text).toContain('value="Typed name"');
      expect(text).toContain(`value="${redirectUri}"`);
    }
    const here = await register();
    expect((await post(`${here}/redirect-uris`, { platform: 'web', uri: 'nonsense' })).status).toBe(422);
    await post(`${here}/redirect-uris`, { platform: 'spa', uri: 'https://example.com/x' });
    expect(await page(here)).toContain('value="https://example.com/x"');
  });

  it('is shown with its name escaped, and forgotten when deleted', async () => {
    const here = await register({ name: '<img src=x onerror=alert(1)>' });
    expect(await page(here)).toContain('<h1>&lt;img src=x onerror=alert(1)&gt;</h1>');
    await post(`${here}/delete`, {});
    expect((await fetch(`${sandbox.origin}${here}`)).status).toBe(404);
  });
});
