import { describe, expect, it } from 'vitest';
import { custom } from './custom.ts';
import { deadlines } from './deadlines.ts';
import { google } from './google.ts';
import { microsoft } from './microsoft.ts';
import { passwordEndOf } from './password-end.ts';
import { smtp } from './smtp.ts';
import type { GrantKind } from './types.ts';

const elsewhere = { smtpHost: 'localhost', smtpPort: 4587 };
const national = { clouds: { usGov: { smtpHost: 'gov.internal', smtpPort: 2525 } } };
const all = [
  google({ smtpHost: 'localhost', smtpPort: 4588 }),
  microsoft({ ...elsewhere, ...national }),
  custom(),
  smtp(),
];

const endAt = (smtpHost: string, smtpPort = 587, grantKind: GrantKind = 'password') =>
  passwordEndOf(all, { grantKind, smtpHost, smtpPort })?.provider ?? null;

it.each([
  ['smtp.office365.com', 587, 'microsoft'],
  ['SMTP.Office365.com.', 25, 'microsoft'],
  ['outlook.office365.com', 587, 'microsoft'],
  ['smtp.office365.us', 587, 'microsoft'],
  ['outlook-dod.office365.us', 587, 'microsoft'],
  ['smtp.partner.outlook.cn', 587, 'microsoft'],
  ['smtp.gmail.com', 465, 'google'],
  ['smtp.googlemail.com', 587, 'google'],
  // What stands in PROVIDERS_FILE counts at its port only: other servers may be on that machine.
  ['localhost', 4587, 'microsoft'],
  ['localhost', 4588, 'google'],
  ['gov.internal', 2525, 'microsoft'],
  ['localhost', 4025, null],
  ['gov.internal', 587, null],
  // Not mailboxes of an organisation's directory, a relay, somebody else, and a name that only looks alike.
  ['smtp-mail.outlook.com', 587, null],
  ['smtp-relay.gmail.com', 587, null],
  ['mail.contoso.com', 587, null],
  ['smtp.office365.com.example.net', 587, null],
  ['', 587, null],
])('of a password at %s:%i: %s', (host, port, provider) => expect(endAt(host, port)).toBe(provider));

it.each<GrantKind>(['none', 'client_credentials', 'authorization_code'])('nothing ends for %s', (grantKind) =>
  expect(endAt('smtp.office365.com', 587, grantKind)).toBeNull(),
);

describe.each(all.filter(({ passwordsEnd }) => passwordsEnd))('$label', ({ passwordsEnd }) => {
  it('names deadlines that there are', () => {
    const ids = passwordsEnd?.deadlines ?? [];
    expect(ids.length).toBeGreaterThan(0);
    expect(deadlines.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
  });
});
