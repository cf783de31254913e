import type { AddressInfo } from 'node:net';
import type { SMTPServer, SMTPServerSession } from 'smtp-server';

export type SmtpListener = { port: number; close: () => Promise<void> };

/** What a server answers instead of yes; smtp-server puts the code before the text. */
export class SmtpRefusal extends Error {
  readonly responseCode: number;
  constructor({ code, text }: { code: number; text: string }) {
    super(text);
    this.responseCode = code;
  }
}

/** Opens an SMTP server's port; closing hangs up on everybody. */
export async function openSmtp(server: SMTPServer, at: { host: string; port: number }): Promise<SmtpListener> {
  // A client that hangs up during the handshake is its own business.
  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(at.port, at.host, resolve);
  });
  const { port } = server.server.address() as AddressInfo;
  return { port, close: () => close(server) };
}

/** The connection of a session, unless it has ended. */
export const connectionOf = (server: SMTPServer, { id }: SMTPServerSession) =>
  [...server.connections].find((connection) => connection.id === id);

function close(server: SMTPServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const connection of server.connections) connection.close();
  });
}
