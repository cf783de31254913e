import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** A file with these words in it is infected, as far as the scanner of the tests knows. */
export const infectedText = 'a text that only the tests of Mailgrant call infected';
export const testSignature = 'Mailgrant-Test-Signature';
export const testVersion = 'ClamAV 1.4.3/27850/Sat Nov 21 09:41:02 2026';

/** What it does in place of an answer; raw bytes are sent as they are, once the command is whole. */
export type ClamdMood = 'answers' | 'silent' | 'hangs up' | 'endless' | { says: string };

export type TestClamd = {
  host: string;
  port: number;
  /** `host:port`, or the path of its socket. */
  address: string;
  /** Every command it was given, in order. */
  commands: string[];
  /** Every file it was sent, whole. */
  files: Buffer[];
  mood: ClamdMood;
  /** Most bytes of a file that it takes. */
  streamMaxLength: number;
  close: () => Promise<void>;
};

/** A virus scanner of our own that speaks as clamd 1.4 does (`zPING`, `zVERSION`, `zINSTREAM`), on TCP or a socket. */
export async function startClamd({ port = 0, path }: { port?: number; path?: string } = {}): Promise<TestClamd> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)));
    listen(socket, clamd);
  });
  await once(path ? server.listen(path) : server.listen(port, '127.0.0.1'), 'listening');
  const bound = portOf(server);
  const clamd: TestClamd = {
    host: 'localhost',
    port: bound,
    address: path ?? `localhost:${bound}`,
    commands: [],
    files: [],
    mood: 'answers',
    streamMaxLength: 25 * 1024 * 1024,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return clamd;
}

function portOf(server: Server): number {
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
}

function listen(socket: Socket, clamd: TestClamd): void {
  let heard = Buffer.alloc(0);
  let isDone = false;
  socket.on('data', (bytes) => {
    heard = Buffer.concat([heard, bytes]);
    const answer = isDone ? null : answerTo(heard, clamd);
    if (answer === null) return;
    isDone = true;
    say(socket, answer, clamd.mood);
  });
}

function say(socket: Socket, answer: string, mood: ClamdMood): void {
  if (mood === 'silent') return;
  if (mood === 'hangs up') return void socket.destroy();
  if (mood === 'endless') return void socket.write('x'.repeat(100_000));
  socket.end(mood === 'answers' ? `${answer}\0` : mood.says);
}

/** Null while the command is not whole. */
function answerTo(heard: Buffer, clamd: TestClamd): string | null {
  const end = heard.indexOf(0);
  if (end < 0) return null;
  const command = heard.toString('latin1', 0, end);
  if (command === 'zINSTREAM') return answerToFile(heard.subarray(end + 1), clamd);
  clamd.commands.push(command);
  if (command === 'zPING') return 'PONG';
  return command === 'zVERSION' ? testVersion : 'UNKNOWN COMMAND';
}

function answerToFile(sent: Buffer, clamd: TestClamd): string | null {
  const chunks: Buffer[] = [];
  let at = 0;
  for (let size = 0; at + 4 <= sent.length; at += 4 + size) {
    size = sent.readUInt32BE(at);
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    if (length + size > clamd.streamMaxLength) return told(clamd, null, 'INSTREAM size limit exceeded. ERROR');
    if (size === 0) return verdictOn(Buffer.concat(chunks), clamd);
    chunks.push(sent.subarray(at + 4, at + 4 + size));
  }
  return null;
}

function verdictOn(file: Buffer, clamd: TestClamd): string {
  return told(clamd, file, file.includes(infectedText) ? `stream: ${testSignature} FOUND` : 'stream: OK');
}

function told(clamd: TestClamd, file: Buffer | null, answer: string): string {
  clamd.commands.push('zINSTREAM');
  if (file) clamd.files.push(file);
  return answer;
}
