import { createTranslator } from 'next-intl';
import { expect, it } from 'vitest';
import { messages } from '#app/ui/messages.ts';

const t = createTranslator({ locale: 'en', messages });
const about = { provider: 'Google', address: 'reports@northwind.example' };

/** Of a server that anybody may run: what its pages are called is not known. */
it.each([
  ['client_credentials', 'remove the application there, or its secret'],
  ['authorization_code', 'not revoked there. To end the consent'],
])('says of any server, with the grant %s, what forgetting leaves there', (grantKind, words) => {
  const text = t('guide.custom.own.noRevocation', { ...about, provider: 'Custom OAuth 2.0', grantKind });
  expect(text).toContain(words);
  if (grantKind === 'authorization_code') expect(text).toContain(`in the account of ${about.address}`);
});

it.each([
  ['client_credentials', 'Manage Domain Wide Delegation', 'the access token and the JSON key file'],
  ['authorization_code', 'Third-party apps and services', 'the access token, the refresh token and the client secret'],
])(
  'says before a disconnect, of the grant %s, where its access ends and what is forgotten',
  (grantKind, place, lost) => {
    const secret = grantKind === 'client_credentials' ? 'JSON key file' : 'client secret';
    expect(t('guide.google.own.noRevocation', { ...about, grantKind })).toContain(place);
    expect(t('console.disconnect.forgets', { grantKind, secret })).toContain(lost);
  },
);
