import { expect, it, vi } from 'vitest';
import { connectionInputSchema, overridesSchema } from '#lib/connections/schema.ts';
import type { Reply } from '#lib/errors/index.ts';
import { provider, providers, type ReplyClass } from '#lib/providers/index.ts';
import { providerRules } from '#lib/providers/schema.ts';
import catalogue from '#lib/strings/en/diagnosis.json' with { type: 'json' };
import { sentence } from '#lib/strings/index.ts';
import { recordedReplies } from '#lib/testing/recorded-replies.ts';
import { fieldsByCode } from './fields.ts';
import { type Again, explain, explainOwn, type Facts, healthFor, type OwnProblem } from './index.ts';
import { ownProblems } from './own-problems.ts';

// The configuration asks for a database that nothing here uses.
vi.stubEnv('DATABASE_URL', 'postgres://nobody@127.0.0.1:1/none');

const few: Facts = {
  clientId: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
  settings: { directoryId: '11111111-2222-3333-4444-555555555555' },
  senderAddress: 'reports@contoso.example',
  redirectUrl: 'https://mail.example/oauth/callback/microsoft',
};
const many: Facts = {
  ...few,
  accountAddress: 'alex@contoso.example',
  previousAddress: 'admin@contoso.example',
  missingScopes: 'https://graph.microsoft.com/Mail.Send',
  clientSecretExpiresAt: '2026-11-03T00:00:00.000Z',
  grantKind: 'client_credentials',
};

const fallbacks: Reply[] = [
  { protocol: 'oauth', status: 400, code: 'brand_new', text: 'x' },
  { protocol: 'oauth', text: 'x' },
  { protocol: 'graph', status: 403, code: 'BrandNew', text: 'x' },
  { protocol: 'smtp', status: 535, code: '5.9.9', text: 'x' },
  { protocol: 'smtp', status: 554, code: '5.9.9', text: 'x' },
  { protocol: 'network', code: 'EBRANDNEW', text: 'x' },
];
const allProblems = () =>
  providers().flatMap(({ id }) => {
    const replies = [...recordedReplies[id].map((one) => one.reply), ...fallbacks];
    return [few, many].flatMap((facts) => [
      ...replies.map((reply) => explain({ provider: id, reply, facts })),
      ...(Object.keys(ownProblems) as OwnProblem[]).map((code) => explainOwn({ provider: id, code, facts })),
    ]);
  });

it('says of every problem what happened, why, and what to do', () => {
  for (const { code, title, why, cure } of allProblems()) {
    for (const text of [title, why, cure]) {
      expect(text, code).toMatch(/^([A-Z]|\S+@\S+ ).+[^\s]$/s);
      // A placeholder that was not filled, HTML, a bare error code, or a word that look.md bans.
      expect(text, code).not.toMatch(/[{}<>]|undefined|AADSTS|Oops|\bError\b/);
    }
    expect(title, code).toMatch(/\.$/);
    expect(title.length, code).toBeLessThanOrEqual(80);
  }
});

it('names the settings a problem is about as the form does, and no others', () => {
  const overrides = Object.keys(overridesSchema.shape).map((name) => `overrides.${name}`);
  const shapes = connectionInputSchema.options.map((option) => option.in.shape);
  const settings = Object.values(providerRules).flatMap((rules) =>
    rules.settings.map(({ name }) => `settings.${name}`),
  );
  const names = new Set([...shapes.flatMap(Object.keys), ...settings, ...overrides, 'redirectUrl']);
  for (const { code, fields } of allProblems()) {
    expect(fields.filter((field) => !names.has(field))).toEqual([]);
    expect(new Set(fields).size, code).toBe(fields.length);
  }
  const codes = [fieldsByCode, ...providers().map(({ fieldsOfProblem }) => fieldsOfProblem)].flatMap(Object.keys);
  expect(codes.filter((code) => !(code in catalogue))).toEqual([]);
});

it('names a setting wherever the sentence sends one to it', () => {
  for (const { code, cure, fields } of allProblems()) {
    if (/Advanced/.test(cure))
      expect(
        fields.filter((field) => field.startsWith('overrides.')),
        code,
      ).not.toEqual([]);
    if (cure.includes(few.redirectUrl)) expect(fields, code).toContain('redirectUrl');
  }
});

it('has no sentence that nothing leads to', () => {
  const codes = allProblems().map((problem) => problem.code);
  // A provider may have its own words for what all have in common.
  const said = new Set([...codes, ...providers().flatMap(({ id }) => codes.map((code) => `${id}_${code}`))]);
  expect(Object.keys(catalogue).filter((code) => !said.has(code))).toEqual([]);
});

it('has its own words for what is mended elsewhere at one provider', () => {
  const { cure } = explainOwn({ provider: 'microsoft', code: 'scope_missing', facts: many });
  expect(cure).toContain(`API permissions of the application ${many.clientId}`);
  expect(cure).not.toBe(sentence('diagnosis.scope_missing.cure'));
});

it('speaks of a password, and of no application, where a mail server alone is asked', () => {
  const facts = { ...many, clientId: '', grantKind: 'password', smtpHost: 'mail.contoso.example' } as const;
  const { title, why, cure } = explainOwn({ provider: 'smtp', code: 'secret_missing', facts });
  expect(`${title} ${why}`).toBe(
    'There is no password. None is stored for this connection, so it cannot sign in at mail.contoso.example.',
  );
  expect(cure).not.toMatch(/application|Make a new one/);
});

it('names the button that a provider has, where the buttons differ', () => {
  const cureAt = (provider: 'google' | 'microsoft') =>
    explainOwn({ provider, code: 'consent_cancelled', facts: many }).cure;
  expect(cureAt('google')).toContain('press Continue');
  expect(cureAt('google')).not.toContain('Accept');
  expect(cureAt('microsoft')).toContain('choose Accept');
});

it('has sentences for every row of every table', () => {
  const rows = providers().flatMap(({ replies }) => replies.map((row) => row.code));
  expect(rows.filter((code) => !(code in catalogue))).toEqual([]);
});

it('fills in the ids of this connection and keeps the exact reply beside it', () => {
  const reply: Reply = {
    protocol: 'oauth',
    status: 401,
    code: 'invalid_client',
    numbers: [7000222],
    text: 'AADSTS7000222: …',
  };
  const problem = explain({ provider: 'microsoft', reply, facts: many });

  expect(problem).toMatchObject({ code: 'microsoft_secret_expired', class: 'config', reply });
  expect(problem.why).toContain(`application ${many.clientId} ended on 3 November 2026`);
});

it('sends whose directory is not found to the cloud too, and to the field that says which', () => {
  const reply: Reply = {
    protocol: 'oauth',
    status: 400,
    code: 'invalid_request',
    numbers: [90002],
    text: 'AADSTS90002',
  };
  const { cure, fields } = explain({ provider: 'microsoft', reply, facts: many });
  expect(cure).toContain('or choose the cloud that your directory is in');
  expect(fields).toEqual(['settings.directoryId', 'settings.cloud']);
});

it('gives another command to whom client credentials concern', () => {
  const reply: Reply = { protocol: 'smtp', status: 535, code: '5.7.3', text: '535 5.7.3 Authentication unsuccessful' };
  const cure = (grantKind: Facts['grantKind']) =>
    explain({ provider: 'microsoft', reply, facts: { ...many, ...(grantKind ? { grantKind } : {}) } }).cure;

  expect(cure('client_credentials')).toContain(`New-ServicePrincipal -AppId ${many.clientId}`);
  expect(cure('authorization_code')).not.toContain('New-ServicePrincipal');
});

it('sends a person to consent again, and an application’s to its administrator', () => {
  const reply: Reply = {
    protocol: 'oauth',
    status: 400,
    code: 'invalid_grant',
    numbers: [65001],
    text: 'AADSTS65001: …',
  };
  const explained = (grantKind: NonNullable<Facts['grantKind']>) =>
    explain({ provider: 'microsoft', reply, facts: { ...many, grantKind } });

  expect(explained('authorization_code').class).toBe('consent');
  expect(explained('authorization_code').cure).toMatch(/^Reconnect and sign in as /);
  expect(explained('client_credentials').cure).toMatch(/^Ask an administrator .* Then try again here\.$/);
  expect(explained('client_credentials').cure).not.toMatch(/sign in|econnect/);
});

it('names both addresses when another mailbox consented', () => {
  const { why, class: replyClass } = explainOwn({ provider: 'microsoft', code: 'wrong_mailbox', facts: many });
  expect(why).toContain('alex@contoso.example');
  expect(why).toContain('reports@contoso.example');
  expect(replyClass).toBe('consent');
});

it('says of a lost answer to a sent message that it may have arrived, with what was observed beside it', () => {
  const reply: Reply = { protocol: 'network', code: 'ECONNRESET', text: 'read ECONNRESET' };
  const problem = explainOwn({ provider: 'microsoft', code: 'send_outcome_unknown', facts: few, reply });

  expect(problem).toMatchObject({ code: 'send_outcome_unknown', class: 'transient', reply });
  expect(problem.title).toBe('The message may have been sent.');
  expect(problem.cure).toContain(`Sent Items of ${few.senderAddress}`);
});

it('sends whoever changed the scopes back to them when the answer names nobody', () => {
  const problem = explainOwn({ provider: 'microsoft', code: 'nobody_named', facts: few });
  expect(problem.class).toBe('config');
  expect(problem.cure).toMatch(/^Under Advanced, reset the scopes/);
});

it('names the provider it was asked about in what we found ourselves', () => {
  const { title, reply } = explainOwn({ provider: 'microsoft', code: 'no_refresh_token', facts: few });
  expect(title).toBe(`${provider('microsoft').label} gave no refresh token.`);
  // Nobody else said anything.
  expect(reply.text).toBe(title);
});

it.each([
  [5_000, 'in 5 seconds'],
  [300_000, 'in 5 minutes'],
  [7_200_000, 'in 2 hours'],
])('says when to try again after %i ms', (retryAfterMs, words) => {
  const reply: Reply = { protocol: 'graph', status: 429, text: 'x', retryAfterMs };
  expect(explain({ provider: 'microsoft', reply, facts: few }).cure).toContain(words);
});

it('promises that it goes on by itself only where it does', () => {
  const reply: Reply = { protocol: 'oauth', status: 503, text: 'x', retryAfterMs: 5_000 };
  const cure = (again?: Again) =>
    explain({ provider: 'microsoft', reply, facts: few, ...(again ? { again } : {}) }).cure;
  expect(cure('renewing')).toMatch(/Renewing goes on by itself; .+ in 5 seconds\.$/);
  expect(cure('connecting')).toMatch(/Connect again in 5 seconds\.$/);
  expect(cure('sending')).toMatch(/Send it again in 5 seconds\.$/);
  expect(cure()).toMatch(/Try again in 5 seconds\.$/);
});

it('tells from who must act what has become of the connection', () => {
  const classes: ReplyClass[] = ['config', 'consent', 'policy', 'transient', 'quota', 'content'];
  expect(classes.map(healthFor)).toEqual(['invalid', 'needs_consent', 'blocked', 'retrying', 'retrying', 'working']);
});

it('refuses a key or a value that does not exist, instead of showing its name', () => {
  expect(() => sentence('diagnosis.none.title')).toThrow();
  expect(() => sentence('diagnosis.wrong_mailbox.why', { senderAddress: 'a' })).toThrow();
});

it('points at the settings a provider of its own has where a refusal is known to nobody', () => {
  const reply: Reply = { protocol: 'oauth', status: 400, code: 'brand_new', text: 'x' };
  expect(explain({ provider: 'microsoft', reply, facts: few }).fields).toEqual([
    'clientId',
    'settings.directoryId',
    'clientSecret',
    'overrides.scopes',
  ]);
});
