import { expect, it, vi } from 'vitest';
import type { Reply } from '#lib/errors/index.ts';
import type { ProviderId } from '#lib/providers/index.ts';
import { explain, type Facts } from './index.ts';

// The configuration asks for a database that nothing here uses.
vi.stubEnv('DATABASE_URL', 'postgres://nobody@127.0.0.1:1/none');

const unknownName: Reply = { protocol: 'network', code: 'ENOTFOUND', text: 'getaddrinfo ENOTFOUND smtp.exampel.com' };
const noSuchPage: Reply = { protocol: 'oauth', status: 404, code: 'invalid_answer', text: 'HTTP 404' };

type Typed = 'host' | 'port' | 'nothing';

function facts(typed: Typed, isNew: boolean): Facts {
  const at = { typed, hasProxy: false };
  return {
    clientId: '',
    settings: {},
    senderAddress: 'reports@contoso.example',
    redirectUrl: '',
    servers: { authorization: { ...at, host: 'login.exampel.com' }, mail: { ...at, host: 'smtp.exampel.com' } },
    isNew,
  };
}

const said = (provider: ProviderId, reply: Reply, typed: Typed, isNew: boolean) =>
  explain({ provider, reply, facts: facts(typed, isNew), about: reply === noSuchPage ? 'grant' : 'delivery' });

it.each([
  ['a name that nobody knows', unknownName, 'smtp', ['overrides.smtpHost'], 'the SMTP server\\.'],
  ['a token URL without a page', noSuchPage, 'custom', ['overrides.tokenEndpoint'], 'the Access token URL'],
] as const)(
  'takes %s for mistyped while it never worked, and for passing in use',
  (_what, reply, provider, fields, field) => {
    const mistyped = said(provider, reply, 'host', true);
    expect(mistyped).toMatchObject({ class: 'config', fields });
    expect(mistyped.cure).toMatch(new RegExp(`orrect ${field}`));
    expect(mistyped.cure).not.toMatch(/again/);
    const inUse = said(provider, reply, 'host', false);
    expect(inUse).toMatchObject({ class: 'transient', fields });
    expect(inUse.cure).toMatch(new RegExp(`Try again in a while.* check ${field}`));
  },
);

it('takes the provider’s own address for right, whatever port a person gave', () => {
  for (const isNew of [true, false]) {
    expect(said('yahoo', unknownName, 'nothing', isNew)).toMatchObject({ class: 'transient', fields: [] });
    expect(said('yahoo', unknownName, 'port', isNew)).toMatchObject({ class: 'transient', fields: [] });
    expect(said('yahoo', noSuchPage, 'nothing', isNew)).toMatchObject({ class: 'transient', fields: [] });
  }
});

it('names the host, and what it answered', () => {
  expect(said('smtp', unknownName, 'host', true).why).toContain('smtp.exampel.com');
  expect(said('custom', noSuchPage, 'host', true).why).toMatch(/login\.exampel\.com answered HTTP 404/);
});

it('takes a refusal at the door for no fault of a message, where there was none', () => {
  const refusal: Reply = { protocol: 'smtp', status: 554, text: '554 mail.example is closed' };
  const asked = { provider: 'smtp', reply: refusal, facts: facts('host', true), about: 'delivery' } as const;
  expect(explain(asked)).toMatchObject({ code: 'message_refused', class: 'content' });
  expect(explain({ ...asked, isSignIn: true })).toMatchObject({ code: 'smtp_client_refused', class: 'policy' });
});

it.each(['none', 'password', 'client_credentials'] as const)(
  'tells whom a mail server turns away what to do by the sign-in there is: %s',
  (grantKind) => {
    const provider = grantKind === 'client_credentials' ? 'custom' : 'smtp';
    const cureOf = (status: number, text: string) =>
      explain({ provider, reply: { protocol: 'smtp', status, text }, facts: { ...facts('host', true), grantKind } })
        .cure;
    const cures = [
      cureOf(554, '554 5.7.1 Access denied'),
      cureOf(554, '554 5.7.1 Relay access denied'),
      cureOf(530, '530 5.7.0 Authentication required'),
    ];
    for (const cure of cures) {
      expect(/choose signing in/i.test(cure), cure).toBe(grantKind === 'none');
    }
  },
);
