import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type RunningSandbox, startSandbox } from '#sandbox/start-sandbox.ts';
import type { SignInClient } from './sign-in-clients.ts';

let dir: string;
let running: RunningSandbox | undefined;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mailgrant-sandbox-'));
});
afterEach(async () => {
  await running?.close();
  rmSync(dir, { recursive: true, force: true });
});

async function start(signInCallback: string): Promise<SignInClient[]> {
  await running?.close();
  running = await startSandbox({ port: 0, smtpPort: 0, dir, signInCallback });
  return JSON.parse(readFileSync(join(dir, 'sign-in.json'), 'utf8')) as SignInClient[];
}

const lists = async (domain: string): Promise<string> => {
  const answer = await fetch(`${running?.origin}/entra/registrations?directory=${domain}`);
  return answer.text();
};

it('registers clients of the operator’s own at both halves, and nothing where customers register', async () => {
  const clients = await start('http://localhost:3000/api/auth/callback');
  expect(clients.map(({ id, label }) => [id, label])).toEqual([
    ['microsoft', 'Microsoft'],
    ['google', 'Google'],
  ]);
  for (const { issuer } of clients) {
    const document = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
    expect(document).toMatchObject({ issuer });
  }
  expect(await lists('adatum.example')).toContain('Mailgrant sign-in');
  for (const domain of ['contoso.example', 'fabrikam.example'])
    expect(await lists(domain)).not.toContain('Mailgrant sign-in');
});

it('keeps them over a restart, under another address too: whoever has read the secret goes on using it', async () => {
  const [first, second] = [await start('http://localhost:3000/cb'), await start('http://localhost:3000/moved')];
  const keys = ({ clientId, clientSecret }: SignInClient) => ({ clientId, clientSecret });
  expect(second.map(keys)).toEqual(first.map(keys));
  const [microsoft] = second;
  const asked = new URLSearchParams({ client_id: microsoft?.clientId ?? '', response_type: 'code', scope: 'openid' });
  const url = `${microsoft?.issuer.replace('/v2.0', '/oauth2/v2.0/authorize')}?${asked}&redirect_uri=`;
  expect((await fetch(`${url}${encodeURIComponent('http://localhost:3000/moved/microsoft')}`)).status).toBe(200);
  expect((await fetch(`${url}${encodeURIComponent('http://localhost:3000/cb/microsoft')}`)).status).toBe(400);
});

it('makes new ones where the sandbox has forgotten the old', async () => {
  const [first] = await start('http://localhost:3000/cb');
  running?.control.reset();
  const [second] = await start('http://localhost:3000/cb');
  expect(second?.clientId).not.toBe(first?.clientId);
});
