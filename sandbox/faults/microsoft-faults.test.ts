import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RegistrationKeys } from '#sandbox/control/control.ts';
import type { FaultWish } from '#sandbox/faults/fault-control.ts';
import { runSandbox } from '#sandbox/testing/running.ts';
import { graphScope, postToken, smtpScope, tokensFor } from '#sandbox/testing/sign-in.ts';

const redirectUri = 'http://localhost:3000/oauth/callback/microsoft';
const reports = { account: 'reports@contoso.example' };
let sandbox: Awaited<ReturnType<typeof runSandbox>>;
let keys: RegistrationKeys;

beforeAll(async () => {
  sandbox = await runSandbox();
});
afterAll(() => sandbox.stop());
beforeEach(() => {
  sandbox.control.reset();
  keys = sandbox.control.createRegistration({ directory: 'Contoso', name: 'Mail sender', redirectUris: [redirectUri] });
});

const fault = (kind: string, more: Partial<FaultWish> = {}) =>
  sandbox.control.faults.set({ provider: 'microsoft', kind, ...more });
const tokens = async (scope = graphScope) => (await tokensFor(sandbox, keys, reports, { redirectUri, scope })).json;
const refresh = (token: unknown) =>
  postToken(sandbox, keys, { grant_type: 'refresh_token', refresh_token: String(token) });
const codeOf = async (token: unknown): Promise<unknown> => (await refresh(token)).json.error_codes;

const message = { subject: 'Hi', toRecipients: [{ emailAddress: { address: 'alex@contoso.example' } }] };
const send = (token: unknown) =>
  fetch(`${sandbox.providers.microsoft.graphUrl}/v1.0/me/sendMail`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ message }),
  });
const codeIn = async (response: Response) => ((await response.json()) as { error: { code: string } }).error.code;
const inbox = () => sandbox.control.messages('alex@contoso.example');
const sendBySmtp = (accessToken: unknown) => {
  const { smtpHost: host, smtpPort: port, caCertificate: ca } = sandbox.providers.microsoft;
  const auth = { type: 'OAuth2' as const, user: reports.account, accessToken: String(accessToken) };
  const way = createTransport({ host, port, requireTLS: true, tls: { ca }, auth });
  return way.sendMail({ from: reports.account, to: 'alex@contoso.example', subject: 'Hi', text: 'Hello' });
};

describe('grants', () => {
  it('end by age and by revocation', async () => {
    const { refresh_token: token } = await tokens();
    fault('expire-grant', reports);
    expect(await codeOf(token)).toEqual([700082]);
    const { refresh_token: other } = await tokens();
    expect(fault('revoke-grant', reports)).toEqual({ changed: 2 });
    expect(await codeOf(other)).toEqual([50173]);
  });

  it('can be strict: a second presentation ends them', async () => {
    const { refresh_token: token } = await tokens();
    fault('strict-refresh', { clientId: keys.clientId });
    expect((await refresh(token)).status).toBe(200);
    expect(await codeOf(token)).toEqual([70000]);
  });
});

describe('policy', () => {
  it('is invalid_grant at a refresh, and nothing else', async () => {
    const { refresh_token: token } = await tokens();
    fault('conditional-access', { ...reports, count: 1 });
    const blocked = await refresh(token);
    expect(blocked).toMatchObject({
      status: 400,
      json: {
        error: 'invalid_grant',
        error_codes: [53003],
        suberror: 'message_only',
        claims: expect.stringContaining('capolids'),
      },
    });
    expect(blocked.json.error_description).toMatch(
      /^AADSTS53003: Access has been blocked by Conditional Access .+ Trace ID: /,
    );
    fault('mfa-required', { count: 1 });
    expect((await refresh(token)).json).toMatchObject({ error_codes: [50076], suberror: 'basic_action' });
    fault('conditional-access', { account: 'alex@contoso.example' });
    expect((await refresh(token)).status).toBe(200);
    expect((await tokens()).access_token).toBeDefined();
  });

  it('ends client secrets', async () => {
    const { refresh_token: token } = await tokens();
    fault('secret-ended', { clientId: keys.clientId });
    expect(await codeOf(token)).toEqual([7000222]);
  });

  it('switches SMTP AUTH off for the tenant or the mailbox', async () => {
    const { access_token: token } = await tokens(smtpScope);
    fault('smtp-auth-off', { place: 'contoso.example', count: 1 });
    await expect(sendBySmtp(token)).rejects.toThrow(
      /535 5\.7\.139 .+ SmtpClientAuthentication is disabled for the Tenant/,
    );
    fault('smtp-auth-off', { ...reports, count: 1 });
    await expect(sendBySmtp(token)).rejects.toThrow(
      /disabled for the Mailbox\. Visit https:\/\/aka\.ms\/smtp_auth_disabled/,
    );
    fault('smtp-auth-off', { place: 'fabrikam.example' });
    expect((await sendBySmtp(token)).accepted).toHaveLength(1);
  });
});

describe('sending', () => {
  it('as the address can be denied, at Graph and by SMTP', async () => {
    const [graph, smtp] = [await tokens(), await tokens(smtpScope)];
    fault('send-as-denied', { ...reports, count: 2 });
    expect(await codeIn(await send(graph.access_token))).toBe('ErrorSendAsDenied');
    await expect(sendBySmtp(smtp.access_token)).rejects.toMatchObject({ responseCode: 554 });
    expect((await send(graph.access_token)).status).toBe(202);
  });
});

describe('traffic', () => {
  it('is throttled with and without Retry-After, at Graph, at the token endpoint, by SMTP', async () => {
    const { access_token: token, refresh_token: refreshToken } = await tokens();
    fault('throttle', { surface: 'api', seconds: 9, count: 1 });
    const slowed = await send(token);
    expect([slowed.status, slowed.headers.get('retry-after')]).toEqual([429, '9']);
    expect(await codeIn(slowed)).toBe('ApplicationThrottled');
    fault('throttle', { surface: 'api', count: 1 });
    expect((await send(token)).headers.get('retry-after')).toBeNull();
    fault('throttle', { surface: 'token', ...reports, count: 1 });
    expect((await refresh(refreshToken)).status).toBe(429);
    expect((await refresh(refreshToken)).status).toBe(200);
    const { access_token: smtpToken } = await tokens(smtpScope);
    fault('throttle', { surface: 'smtp', count: 1 });
    await expect(sendBySmtp(smtpToken)).rejects.toMatchObject({ responseCode: 432 });
  });

  it('is dropped before or after the work', async () => {
    const [graph, smtp] = [await tokens(), await tokens(smtpScope)];
    fault('drop-before', { surface: 'api', count: 1 });
    await expect(send(graph.access_token)).rejects.toThrow();
    expect(await inbox()).toEqual([]);
    fault('drop-after', { surface: 'api', count: 1 });
    await expect(send(graph.access_token)).rejects.toThrow();
    expect(await inbox()).toHaveLength(1);
    fault('drop-after', { surface: 'smtp', count: 1 });
    await expect(sendBySmtp(smtp.access_token)).rejects.toThrow();
    expect(await inbox()).toHaveLength(2);
    fault('drop-after', { surface: 'token', count: 1 });
    await expect(refresh(graph.refresh_token)).rejects.toThrow();
    const [grant] = sandbox.control.grants(reports.account);
    expect(grant?.tokens.map(({ presentations }) => presentations)).toEqual([1, 0]);
  });

  it('is answered with itself by a server that falls over', async () => {
    const { access_token: token, refresh_token: refreshToken } = await tokens();
    fault('echo', { surface: 'token', count: 1 });
    const { status, json } = await refresh(refreshToken);
    expect([status, json.error_description]).toEqual([500, expect.stringContaining(String(refreshToken))]);
    fault('echo', { surface: 'api', count: 1 });
    const answer = await send(token);
    expect([answer.status, await answer.text()]).toEqual([500, expect.stringContaining(String(token))]);
  });
});
