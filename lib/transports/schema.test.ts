import { expect, it } from 'vitest';
import { mailServerOf } from './schema.ts';

const usual = { smtpPort: 587, smtpSecurity: 'starttls' } as const;

it.each([
  [{}, usual],
  [{ smtpPort: 465 }, { smtpPort: 465, smtpSecurity: 'tls' }],
  [{ smtpPort: 2525 }, { smtpPort: 2525, smtpSecurity: 'starttls' }],
  [{ smtpSecurity: 'none' as const }, { smtpPort: 25, smtpSecurity: 'none' }],
  [
    { smtpSecurity: 'tls' as const, smtpPort: 587 },
    { smtpPort: 587, smtpSecurity: 'tls' },
  ],
])('finds the port beside the security, and the other way round: %j', (chosen, used) => {
  expect(mailServerOf(usual, chosen)).toEqual(used);
});

it('answers these two alone: nothing of what else is known of the server takes the place of what was chosen', () => {
  const known = { ...usual, tokenEndpoint: 'https://login.example.com/token' };
  expect(Object.keys(mailServerOf(known, {})).sort()).toEqual(['smtpPort', 'smtpSecurity']);
});
