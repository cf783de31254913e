import { expect, it } from 'vitest';
import { mailServerOf } from './schema.ts';

const usual = { smtpPort: 587, smtpSecurity: 'starttls', issuer: 'https://usual.example' } as const;

it.each([
  [{}, { smtpPort: 587, smtpSecurity: 'starttls' }],
  [{ smtpPort: 465 }, { smtpPort: 465, smtpSecurity: 'tls' }],
  [{ smtpPort: 2525 }, { smtpPort: 2525, smtpSecurity: 'starttls' }],
  [{ smtpSecurity: 'none' }, { smtpPort: 25, smtpSecurity: 'none' }],
  [{ smtpSecurity: 'starttls' }, { smtpPort: 587, smtpSecurity: 'starttls' }],
] as const)('of %o answers port and security, and nothing else of what it was given', (chosen, server) => {
  expect(mailServerOf(usual, chosen)).toEqual(server);
});
