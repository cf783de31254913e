import { config } from '#lib/config/index.ts';
import type { OwnMail } from '#lib/connections/index.ts';
import { log } from '#lib/log/index.ts';
import { sentence } from '#lib/strings/index.ts';
import { transport } from '#lib/transports/index.ts';

/** Whether whoever runs this installation gave it a mail server of its own. */
export const hasSystemMailer = (): boolean => config().systemMail !== undefined;

/** Sends a mail by the operator's mail server; says that it was not taken, null where it was. Its reply is the operator's to read. */
export async function sendBySystem(mail: OwnMail): Promise<string | null> {
  const server = config().systemMail;
  if (!server) return sentence('notices.mail.notBySystem');
  const { host, port, security, user, from } = server;
  const outcome = await transport('smtp')(
    { ...mail, from: { name: 'Mailgrant', address: from }, saveToSentItems: false },
    {
      credential: user ? { kind: 'password', userName: user.name, password: user.password } : { kind: 'none' },
      mailbox: from,
      actingAs: 'user',
      apiUrl: '',
      smtpHost: host,
      smtpPort: port,
      smtpSecurity: security,
      caCertificate: '',
      proxy: null,
    },
  );
  if (outcome.kind === 'accepted') return null;
  log().warn({ reply: outcome.reply }, 'the system mailer did not take a notice');
  return sentence('notices.mail.notBySystem');
}
