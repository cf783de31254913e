import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { googleRedirectUri, googleTokensFor, postGoogleToken } from '#sandbox/testing/google-sign-in.ts';
import { runSandbox } from '#sandbox/testing/running.ts';

let sandbox: Awaited<ReturnType<typeof runSandbox>>;
beforeAll(async () => {
  sandbox = await runSandbox();
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.control.reset());

const reports = 'reports@northwind.example';
const here = (account: string, path = '') =>
  `${sandbox.origin}/google-account/connections${path}?account=${encodeURIComponent(account)}`;
const shown = async (account: string) => (await fetch(here(account))).text();
const remove = (account: string, project: string) =>
  fetch(here(account, '/remove'), { method: 'POST', body: new URLSearchParams({ project }) });
const newClient = () =>
  sandbox.control.google.createClient({ project: 'Northwind', redirectUris: [googleRedirectUri] });

describe('a person’s apps', () => {
  it('stand there with what they may do, for the person who allowed it', async () => {
    expect(await shown(reports)).toContain('No third-party apps');
    await googleTokensFor(sandbox, newClient(), { account: reports });
    const page = await shown(reports);
    expect(page).toContain('Mail sender has some access');
    expect(page).toContain('Send email on your behalf');
    expect(await shown('dana@northwind.example')).toContain('No third-party apps');
  });

  it('lose everything at once, whichever client of the project asked, and nobody else does', async () => {
    const [first, second] = [newClient(), newClient()];
    const own = await googleTokensFor(sandbox, first, { account: reports });
    const sibling = await googleTokensFor(sandbox, second, { account: reports });
    const other = await googleTokensFor(sandbox, first, { account: 'dana@northwind.example' });
    const refreshed = async (keys: typeof first, tokens: typeof own) =>
      (
        await postGoogleToken(sandbox, keys, {
          grant_type: 'refresh_token',
          refresh_token: String(tokens.json.refresh_token),
        })
      ).status;

    await remove(reports, 'tailspin-mail');
    expect(await refreshed(first, own)).toBe(200);
    await remove(reports, 'northwind-mail');
    expect(await shown(reports)).toContain('No third-party apps');
    expect([await refreshed(first, own), await refreshed(second, sibling), await refreshed(first, other)]).toEqual([
      400, 400, 200,
    ]);
  });
});
