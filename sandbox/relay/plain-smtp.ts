import type { Sandbox } from '#sandbox/sandbox.ts';
import { type RelayUser, relayUsers } from './users.ts';

/** Where the office's mail server is, and who may sign in: what a person types into “any SMTP server”. */
export type PlainSmtp = {
  host: string;
  /** Without TLS, or with STARTTLS. */
  smtpPort: number;
  /** With TLS from the start. */
  smtpsPort: number;
  caCertificate: string;
  users: RelayUser[];
};

export const plainSmtp = (sandbox: Sandbox, host: string): PlainSmtp => ({
  host,
  smtpPort: sandbox.plainSmtpPort,
  smtpsPort: sandbox.plainSmtpsPort,
  caCertificate: sandbox.certificates.caCertificate,
  users: relayUsers,
});
