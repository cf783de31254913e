import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runSandbox } from '#sandbox/testing/running.ts';

let sandbox: Awaited<ReturnType<typeof runSandbox>>;
beforeAll(async () => {
  sandbox = await runSandbox();
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.control.reset());

type Said = { status: number; error?: string };
async function post(path: string, body: unknown): Promise<Said> {
  const response = await fetch(`${sandbox.origin}/control/${path}`, { method: 'POST', body: JSON.stringify(body) });
  const { error } = (await response.json()) as { error?: string };
  return { status: response.status, ...(error ? { error } : {}) };
}
const refused = (error: string): Said => ({ status: 422, error });
const notTexts = (name: string): Said => refused(`The field "${name}" must be a list of texts.`);

const registrations = async (): Promise<string> =>
  (await fetch(`${sandbox.origin}/entra/registrations?directory=contoso.example`)).text();

describe('a registration', () => {
  const wanted = { directory: 'Contoso', name: 'Sender' };

  it('is made from fields of the right kind', async () => {
    const whole = { redirectUris: ['http://localhost/back'], accountTypes: 'multi', adminConsent: true };
    expect((await post('registrations', { ...wanted, ...whole })).status).toBe(200);
  });

  it.each([
    [{ redirectUris: 'http://localhost/back' }, notTexts('redirectUris')],
    [{ redirectUris: [{ toString: 1 }] }, notTexts('redirectUris')],
    [{ delegatedPermissions: 'Mail.Send' }, notTexts('delegatedPermissions')],
    [{ applicationPermissions: [7] }, notTexts('applicationPermissions')],
    [{ accountTypes: 'all' }, refused('The field "accountTypes" must be single or multi.')],
    [{ adminConsent: 'yes' }, refused('The field "adminConsent" must be true or false.')],
    [{ secretEndsAt: 7 }, refused('The field "secretEndsAt" must be a text.')],
    [{ secretEndsAt: 'soon' }, refused('soon is not a moment in ISO 8601.')],
  ])('is refused in a sentence, and not made, with %o', async (more, said) => {
    expect(await post('registrations', { ...wanted, ...more })).toEqual(said);
    expect(await registrations()).not.toContain('Sender');
  });
});

it('takes a project, a client and a service account of Google’s only with fields of the right kind', async () => {
  const project = 'Northwind';
  expect(await post('google/clients', { project, redirectUris: 'x' })).toEqual(notTexts('redirectUris'));
  expect(await post('google/service-accounts', { project, delegateScopes: 'x' })).toEqual(notTexts('delegateScopes'));
  expect(await post('google/projects', { project, testUsers: 'x' })).toEqual(notTexts('testUsers'));
  const audience = refused('The field "audience" must be internal or external.');
  expect(await post('google/projects', { project, audience: 'all' })).toEqual(audience);
  expect((await post('google/projects', { project, audience: 'external', gmailApi: true })).status).toBe(200);
});

it('refuses amounts of time that no clock knows', async () => {
  const user = 'reports@contoso.example';
  const { clientId } = sandbox.control.createRegistration({ directory: 'Contoso', name: 'Sender' });
  const age = (days: number) => post('grants/age', { user, days });
  expect(await age(1e300)).toEqual(refused('1e+300 is not a number from 0 to 36500.'));
  expect((await age(91)).status).toBe(200);
  for (const path of ['access-token-lifetime', 'google/access-token-lifetime']) {
    expect((await post(path, { seconds: 1e300 })).status).toBe(422);
    expect((await post(path, { seconds: -1 })).status).toBe(200);
  }
  const fault = { provider: 'google', kind: 'throttle', seconds: 1e300 };
  expect((await post('faults', fault)).status).toBe(422);
  expect((await post('secrets', { clientId, endsAt: '+999999-01-01' })).status).toBe(422);
});

describe('a recording', () => {
  const heard = async () =>
    (await (await fetch(`${sandbox.origin}/control/recording`)).json()) as { url: string; body: string }[];
  const ask = () =>
    fetch(`${sandbox.origin}/login.microsoftonline.com/common/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'a-secret' }),
    });

  it('holds whole requests with their answers from its beginning to its end, and nothing else', async () => {
    await ask();
    expect(await heard()).toEqual([]);
    await post('recording/start', {});
    await ask();
    expect(await heard()).toMatchObject([
      { method: 'POST', body: expect.stringContaining('a-secret'), answer: { status: 400 } },
    ]);
    await post('recording/stop', {});
    await ask();
    expect(await heard()).toEqual([]);
  });
});
