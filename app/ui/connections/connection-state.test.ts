import { expect, it } from 'vitest';
import { smtpView } from '#lib/testing/connection-view.ts';
import { rendered, textOf } from '#lib/testing/rendered.tsx';
import { ConnectionState } from './connection-state.tsx';
import { SignInFacts } from './sign-in-facts.tsx';

const told = (change: object) => textOf(rendered(ConnectionState, { connection: { ...smtpView, ...change } }));
const at = '2026-11-22T10:41:00.000Z';

it('says that a sign-in went well, when, and that no mail has shown more', () => {
  const html = rendered(ConnectionState, { connection: { ...smtpView, signedInAt: at } });
  expect(textOf(html)).toContain('Gets in');
  expect(textOf(html)).toMatch(
    /It signed in at the mail server ; no test e-mail has gone through it with these settings yet\./,
  );
  expect(html).toContain(`dateTime="${at}"`);
  expect(told({})).toContain('Untested');
});

it('says of a retired one when it was retired, and nothing of what it does not do any more', () => {
  const retired = { ...smtpView, stage: 'retired', hasClientSecret: false, retiredAt: at } as const;
  const html = rendered(ConnectionState, { connection: retired });
  expect(html).toContain(`dateTime="${at}"`);
  expect(textOf(html)).toMatch(/Taken out of use .*It sends nothing any more: its password is destroyed\./);
  expect(textOf(html)).not.toContain('Sends as');
  expect(textOf(rendered(SignInFacts, { connection: retired }))).toContain('Password Destroyed');
});
