import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import { afterEach } from 'vitest';
import { allowEgress } from './allow-egress.ts';

type Certificate = { serverKey: string; serverCertificate: string };

type Talk = {
  /** Null says nothing. */
  greeting?: string | null;
  /** Lines after the name in the answer to EHLO, e.g. `AUTH PLAIN`. */
  offers?: string[];
  /** What a line gets; without an answer it gets the usual one. */
  answers?: (line: string) => string | undefined;
  /** TLS from the first byte. */
  tls?: Certificate;
  /** TLS by STARTTLS, and what whoever stands in between adds to the yes to it. */
  starttls?: Certificate & { injected?: string };
};

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A mail server on this machine that takes everything it is not told to refuse, and keeps each line it heard. */
export async function aTalkingServer({ greeting = '220 talks', offers = [], answers, tls, starttls }: Talk) {
  const heard: string[] = [];
  const sockets: Socket[] = [];
  const usual = usualAnswers(offers);
  const talk = (socket: Socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      for (const line of chunk.toString('latin1').split('\r\n').slice(0, -1)) {
        heard.push(line);
        if (line === 'STARTTLS' && starttls) return upgrade(socket, starttls);
        const answer = answers?.(line) ?? usual(line);
        if (answer) socket.write(`${answer}\r\n`);
      }
    });
  };
  const upgrade = (socket: Socket, { injected = '', serverKey, serverCertificate }: NonNullable<Talk['starttls']>) => {
    socket.removeAllListeners('data');
    socket.write(`220 2.0.0 Go on\r\n${injected}`);
    talk(new TLSSocket(socket, { isServer: true, key: serverKey, cert: serverCertificate }));
  };
  const greet = (socket: Socket) => {
    talk(socket);
    if (greeting !== null) socket.write(`${greeting}\r\n`);
  };
  const server: Server = tls
    ? createTlsServer({ key: tls.serverKey, cert: tls.serverCertificate }, greet)
    : createServer(greet);
  server.on('tlsClientError', () => undefined);
  server.on('connection', (socket: Socket) => sockets.push(socket));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((closed) => server.close(closed));
  });
  const smtpPort = (server.address() as AddressInfo).port;
  allowEgress('localhost', smtpPort);
  return { heard, sockets, smtpPort };
}

function usualAnswers(offers: string[]) {
  const hello = ['talks', ...offers];
  const yes: Record<string, string> = {
    EHLO: hello.map((line, index) => `250${index === hello.length - 1 ? ' ' : '-'}${line}`).join('\r\n'),
    AUTH: '235 2.7.0 Accepted',
    MAIL: '250 2.1.0 Ok',
    RCPT: '250 2.1.5 Ok',
    DATA: '354 Go on',
    '.': '250 2.0.0 Queued',
    QUIT: '221 2.0.0 Bye',
    STARTTLS: '502 5.5.1 Unknown',
  };
  return (line: string) => yes[line.split(' ')[0] ?? ''];
}
