import { createTranslator } from 'next-intl';
import { expect, it } from 'vitest';
import { messages } from '#app/ui/messages.ts';

const t = createTranslator({ locale: 'en', messages });
const about = { provider: 'Google', address: 'reports@northwind.example' };

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
