import { expect, it } from 'vitest';
import { smtpView } from '#lib/testing/connection-view.ts';
import { rendered, textOf } from '#lib/testing/rendered.tsx';
import { RemovalNote } from './removal-note.tsx';
import { SignInFacts } from './sign-in-facts.tsx';

const shown = (change: object, smtpSecurity: 'none' | 'starttls' = 'starttls') => {
  const endpoints = { ...smtpView.endpoints, smtpSecurity };
  return rendered(SignInFacts, { connection: { ...smtpView, endpoints, ...change } });
};

it('warns of a password that goes over the wire as it is, and says what that means', () => {
  expect(shown({}, 'none')).toContain('<dd data-tone="warn">');
  expect(textOf(shown({}, 'none'))).toContain('whoever is on the way reads the password');
  expect(shown({})).not.toContain('data-tone');
  expect(shown({ grantKind: 'none', settings: {} }, 'none')).not.toContain('data-tone');
});

it('speaks of no token where none is ever held', () => {
  expect(textOf(shown({}))).not.toMatch(/token/i);
});

it('destroys no secrets, in words either, where there are none', () => {
  const removedAt = '2126-11-29T10:41:00.000Z';
  const told = (grantKind: 'password' | 'none') =>
    textOf(rendered(RemovalNote, { connection: { ...smtpView, grantKind, removedAt } }));
  expect(told('password')).toContain('Its secrets are destroyed with it.');
  expect(told('none')).not.toContain('secrets');
});
