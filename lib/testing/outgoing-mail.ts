import { Secret } from '#lib/crypto/secret.ts';
import type { OutgoingMail, Via } from '#lib/transports/index.ts';

export const accessToken = 'the-access-token-of-the-mailbox';

export function aMail(more: Partial<OutgoingMail> = {}): OutgoingMail {
  return {
    from: { name: 'Contoso Reports', address: 'reports@contoso.example' },
    to: ['alex@contoso.example'],
    subject: 'Mailgrant test e-mail',
    text: 'Hello.\n.\nThe line above is a dot.\n',
    messageId: '<b4a9@contoso.example>',
    date: new Date('2026-11-21T10:00:00Z'),
    saveToSentItems: true,
    ...more,
  };
}

/** An access token as a message is sent with it. */
export const signedInBy = (token: Secret): Pick<Via, 'credential'> => ({
  credential: { kind: 'token', token, mechanism: 'XOAUTH2' },
});

export function via(more: Partial<Via> = {}): Via {
  return {
    ...signedInBy(new Secret(accessToken)),
    mailbox: 'reports@contoso.example',
    actingAs: 'user',
    apiUrl: 'http://127.0.0.1:1',
    smtpHost: 'localhost',
    smtpPort: 1,
    smtpSecurity: 'starttls',
    caCertificate: '',
    proxy: null,
    ...more,
  };
}
