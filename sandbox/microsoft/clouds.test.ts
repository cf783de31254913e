import { decodeJwt } from 'jose';
import { createTransport } from 'nodemailer';
import { describe, expect, it } from 'vitest';
import { givenSandbox, redirectUri } from '#sandbox/testing/given-sandbox.ts';
import { walkThrough } from '#sandbox/testing/sign-in.ts';
import type { CloudBlock } from './providers-block.ts';

const given = givenSandbox();
type CloudName = 'global' | 'usGov' | 'dod' | 'china';

const places = {
  global: {
    directory: 'contoso.example',
    graph: 'https://graph.microsoft.com',
    smtp: 'https://outlook.office365.com',
    login: '/login.microsoftonline.com',
  },
  usGov: {
    directory: 'fabrikam-gov.example',
    graph: 'https://graph.microsoft.us',
    smtp: 'https://outlook.office365.us',
    login: '/login.microsoftonline.us',
  },
  dod: {
    directory: 'litware-dod.example',
    graph: 'https://dod-graph.microsoft.us',
    smtp: 'https://outlook.office365.us',
    login: '/dod.login.microsoftonline.us',
  },
  china: {
    directory: 'contoso-china.example',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    smtp: 'https://partner.outlook.cn',
    login: '/login.partner.microsoftonline.cn',
  },
} as const;
const names = Object.keys(places) as CloudName[];

function blockOf(name: CloudName): CloudBlock {
  const { microsoft } = given.sandbox.providers;
  return name === 'global' ? microsoft : microsoft.clouds[name];
}

type Keys = { clientId: string; directoryId: string; secretValue: string };
function daemonIn(name: CloudName): Keys {
  return given.registerDaemon(['Mail.Send', 'SMTP.SendAsApp'], places[name].directory);
}

async function token(at: CloudName, keys: Keys, scope: string) {
  const body = new URLSearchParams({
    client_id: keys.clientId,
    client_secret: keys.secretValue,
    grant_type: 'client_credentials',
    scope: `${scope}/.default`,
  });
  const url = `${blockOf(at).authority}/${keys.directoryId}/oauth2/v2.0/token`;
  const json = (await (await fetch(url, { method: 'POST', body })).json()) as Record<string, unknown>;
  return { json, accessToken: String(json.access_token) };
}

const send = (at: CloudName, accessToken: string, user: string) =>
  fetch(`${blockOf(at).graphUrl}/v1.0/users/${user}/sendMail`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      message: { subject: 'Hi', toRecipients: [{ emailAddress: { address: 'someone@elsewhere.example' } }] },
    }),
  });

function bySmtp(at: CloudName, user: string, accessToken: string) {
  const { smtpHost: host, smtpPort: port, caCertificate: ca } = blockOf(at);
  return createTransport({ host, port, requireTLS: true, tls: { ca }, auth: { type: 'OAuth2', user, accessToken } });
}

describe.each(names)('%s', (name) => {
  const { directory, graph, smtp, login } = places[name];
  const user = `reports@${directory}`;
  const others = names.filter((one) => one !== name);

  it('sends by its own Graph, and by SMTP with its own resource', async () => {
    const keys = daemonIn(name);
    const forGraph = await token(name, keys, graph);
    expect(decodeJwt(forGraph.accessToken)).toMatchObject({ aud: graph, iss: expect.stringContaining(login) });
    expect((await send(name, forGraph.accessToken, user)).status).toBe(202);
    const { accessToken } = await token(name, keys, smtp);
    const mail = { from: user, to: 'someone@elsewhere.example', subject: 'Hi', text: 'Hello' };
    await bySmtp(name, user, accessToken).sendMail(mail);
    expect(await given.sandbox.control.messages(user)).toMatchObject([{ folder: 'sent' }, { folder: 'sent' }]);
  });

  it('is unknown in every other: directory, application, resource and token', async () => {
    const keys = daemonIn(name);
    const { accessToken } = await token(name, keys, graph);
    const atSmtp = await token(name, keys, smtp);
    for (const other of others) {
      expect((await token(other, keys, places[other].graph)).json.error_codes).toEqual([90002]);
      const elsewhere = { ...keys, directoryId: daemonIn(other).directoryId };
      expect((await token(other, elsewhere, places[other].graph)).json.error_codes).toEqual([700016]);
      expect((await token(name, keys, places[other].graph)).json.error_codes).toEqual([500011]);
      expect((await send(other, accessToken, user)).status).toBe(401);
      const stranger = bySmtp(other, `reports@${places[other].directory}`, atSmtp.accessToken);
      await expect(stranger.verify()).rejects.toMatchObject({ responseCode: 535 });
    }
  });

  it('offers its own people alone at its sign-in, and takes their consent', async () => {
    const own = given.register({ directory, accountTypes: 'multi' });
    const scope = `openid offline_access ${graph}/Mail.Send`;
    const query = new URLSearchParams({
      client_id: own.clientId,
      response_type: 'code',
      redirect_uri: redirectUri,
      scope,
    });
    const url = `${blockOf(name).authority}/organizations/oauth2/v2.0/authorize?${query}`;
    const page = await (await fetch(url)).text();
    expect(page).toContain(user);
    for (const other of others) {
      expect(page).not.toContain(`@${places[other].directory}`);
      const elsewhere = `${blockOf(other).authority}/organizations/oauth2/v2.0/authorize?${query}`;
      expect(await (await fetch(elsewhere)).text()).toContain('AADSTS700016');
    }
    const { sentTo } = await walkThrough(url, { account: user });
    const body = new URLSearchParams({
      client_id: own.clientId,
      client_secret: own.secretValue,
      grant_type: 'authorization_code',
      code: sentTo?.searchParams.get('code') ?? '',
      redirect_uri: redirectUri,
    });
    const response = await fetch(`${blockOf(name).authority}/organizations/oauth2/v2.0/token`, {
      method: 'POST',
      body,
    });
    const json = (await response.json()) as Record<string, unknown>;
    expect(json).toMatchObject({ scope: expect.stringContaining(`${graph}/Mail.Send`) });
    expect(decodeJwt(String(json.id_token)).iss).toBe(`${blockOf(name).authority}/${own.directoryId}/v2.0`);
  });

  it('leads to a registration in a directory of its own, and its faults strike', async () => {
    const form = await (await fetch(blockOf(name).links.registration)).text();
    expect(form).toContain(`<code>${daemonIn(name).directoryId}</code>`);
    given.sandbox.control.faults.set({ provider: 'microsoft', kind: 'throttle', count: 1 });
    const keys = daemonIn(name);
    expect((await token(name, keys, graph)).json.error).toBe('temporarily_unavailable');
  });
});

it('signs nobody in to another cloud, whoever is picked', async () => {
  const { clientId } = given.register({ accountTypes: 'multi' });
  const scope = 'https://graph.microsoft.com/Mail.Send';
  const query = new URLSearchParams({ client_id: clientId, response_type: 'code', redirect_uri: redirectUri, scope });
  const url = `${blockOf('global').authority}/common/oauth2/v2.0/authorize?${query}`;
  const { sentTo } = await walkThrough(url, { account: 'reports@fabrikam-gov.example' });
  expect(sentTo?.searchParams.get('code')).toBeNull();
  expect(sentTo?.searchParams.get('error')).toBe('login_required');
});
