import { expect, it } from 'vitest';
import { customView } from '#lib/testing/connection-view.ts';
import { rendered, textOf } from '#lib/testing/rendered.tsx';
import { SecretFact } from './secret-fact.tsx';

const at = '2126-11-22T10:41:00.000Z';
const shown = (change: object) => {
  const held = { ...customView, hasClientSecret: true, clientSecretExpiresAt: '2127-05-20T08:10:11.000Z' };
  return textOf(rendered(SecretFact, { connection: { ...held, ...change } }));
};

it('says who told the day: whoever entered it, the provider’s list, or the certificate', () => {
  expect(shown({ secretEndSource: 'entered' })).toMatch(/20 May 2127.*As it was entered/);
  expect(shown({ secretEndSource: 'certificate' })).toContain('As the certificate says');
  expect(shown({ secretEndSource: 'provider', secretEndReadAt: at })).toContain('Read from Custom OAuth 2.0');
  const silent = shown({ secretEndSource: null, clientSecretExpiresAt: null });
  expect(silent).not.toMatch(/entered|Read from|certificate/);
});

it('does not hide that a list was looked through in vain', () => {
  const vain = /lists no such client secret with this application/;
  expect(shown({ secretEndSource: 'entered', secretUnlistedAt: at })).toMatch(vain);
  expect(shown({ secretEndSource: null, secretUnlistedAt: at })).toMatch(vain);
  expect(shown({ secretEndSource: 'entered' })).not.toMatch(vain);
  expect(shown({ secretEndSource: 'entered', secretUnlistedAt: at, hasClientSecret: false })).not.toMatch(vain);
});
