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

/** The page after a form that was refused: reached by redirect, so that Back and Reload send nothing again. */
async function refusedTo(path: string, fields: Record<string, string>): Promise<string> {
  const response = await post(path, fields);
  expect(response.status).toBe(303);
  return page(response.headers.get('location') ?? '');
}

describe('the directory', () => {
  const get = (path: string, cookie = ''): Promise<Response> =>
    fetch(`${sandbox.origin}${path}`, { headers: { cookie } });

  it('is Contoso until another is switched to, which is remembered', async () => {
    const first = await (await get('/entra/registrations/new')).text();
    expect(first).toContain('<strong>Contoso</strong>');
    expect(first).toContain(`<code>${contoso}</code>`);
    expect(first).toContain('<a href="/entra/registrations/new?directory=fabrikam.example">Fabrikam</a>');
    const switched = await get('/entra/registrations/new?directory=fabrikam.example');
    const cookie = switched.headers.get('set-cookie')?.split(';')[0];
    const again = await (await get('/entra/registrations/new', cookie)).text();
    expect(again).toContain('<strong>Fabrikam</strong>');
    expect(again).toContain('(Fabrikam only - Single tenant)');
    expect((await get('/entra/registrations/new?directory=nowhere.example')).headers.get('set-cookie')).toBeNull();
  });

  it('of a registration is the one its form named, whatever is remembered', async () => {
    const here = await register();
    const text = await (await get(here, 'sandbox_directory=fabrikam.example')).text();
    expect(text).toContain('<strong>Contoso</strong>');
    expect(copied(text, 'Directory \\(tenant\\) ID')).toBe(contoso);
  });
});

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
    expect(await refusedTo(`${here}/secrets`, { expires: 'custom', endsOn: '2099-01-01' })).toContain(
      'at most 24 months',
    );
  });

  it('refuses redirect URIs that Entra refuses, and keeps what was typed', async () => {
    const uris = [
      'http://127.0.0.1:3000/x',
      'http://example.com/x',
      'https://example.com/x#y',
      'https://example.com/*',
    ];
    for (const redirectUri of uris) {
      const typed = { directory: contoso, name: 'Typed name', redirectUri, platform: 'spa' };
      const text = await refusedTo('/entra/registrations/new', typed);
      expect(text).toContain('role="alert"');
      expect(text).toContain('<option value="spa" selected>');
      expect(text).toContain('value="Typed name"');
      expect(text).toContain(`value="${redirectUri}"`);
    }
    const here = await register();
    const refused = await refusedTo(`${here}/redirect-uris`, { platform: 'web', uri: 'nonsense' });
    expect(refused).toContain('“nonsense”: Must be a valid URL');
    expect(refused).toContain('value="nonsense"');
    expect(await page(here)).not.toContain('nonsense');
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
