import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

export type Dialogue = {
  /** Sends a line (or nothing) and resolves with the whole reply. */
  say: (line?: string) => Promise<string>;
  /** Resolves when the other side has hung up. */
  ended: Promise<void>;
  end: () => void;
};

/** Speaks SMTP by hand over a socket. */
export function dialogue(socket: Socket): Dialogue {
  let seen = '';
  let waiting: ((reply: string) => void) | undefined;
  socket.setEncoding('utf8');
  const flush = (): void => {
    if (!waiting || !/^\d{3}( .*)?\r\n$/m.test(seen)) return;
    const reply = seen;
    seen = '';
    waiting(reply.trim());
    waiting = undefined;
  };
  socket.on('data', (text: string) => {
    seen += text;
    flush();
  });
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const say = (line?: string): Promise<string> =>
    new Promise((resolve) => {
      waiting = resolve;
      if (line !== undefined) socket.write(`${line}\r\n`);
      flush();
    });
  return { say, ended, end: () => socket.destroy() };
}

/** Opens a plain connection, says EHLO and STARTTLS, and goes on over TLS. */
export async function dialogueByStartTls(port: number, ca: string): Promise<Dialogue> {
  const plain = connect(port, '127.0.0.1');
  const { say } = dialogue(plain);
  await say();
  await say('EHLO client.example');
  await say('STARTTLS');
  plain.removeAllListeners('data');
  const secure = connectTls({ socket: plain, servername: 'localhost', ca });
  await new Promise((resolve) => secure.once('secureConnect', resolve));
  return dialogue(secure);
}

/** The blob of `AUTH XOAUTH2`. */
export const xoauth2 = (user: string, token: string): string =>
  Buffer.from(`user=${user}\x01auth=Bearer ${token}\x01\x01`).toString('base64');
