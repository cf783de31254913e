import type { Socket } from 'node:net';
import { EgressError, egressConnect, egressSocket } from '#lib/egress/index.ts';
import type { Scanner, ScannerReply } from './types.ts';

/** One line is the longest answer there is; whoever says more is no clamd. */
const maxAnswerBytes = 4_096;

/** The end of a command and of its answer in clamd's `z` form (clamd(8), COMMANDS). */
const end = 0;

/** Why there is no answer, as it may be stored and shown. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly reply: ScannerReply;

  constructor(reply: ScannerReply) {
    super(reply.text);
    this.reply = reply;
  }
}

/**
 * One command on a connection of its own, and its answer without the NUL at its end.
 *
 * @param timeoutMs for everything, from the resolver to the last byte of the answer
 * @throws NoAnswer
 */
export async function askClamd(scanner: Scanner, command: Uint8Array, timeoutMs: number): Promise<string> {
  const until = performance.now() + timeoutMs;
  const socket = await connect(scanner, timeoutMs);
  try {
    return await converse(socket, command, Math.max(1, until - performance.now()));
  } finally {
    socket.destroy();
  }
}

async function connect(scanner: Scanner, timeoutMs: number): Promise<Socket> {
  try {
    if (scanner.kind === 'socket') return await egressSocket({ path: scanner.path, timeoutMs });
    return await egressConnect({ host: scanner.host, port: scanner.port, timeoutMs, use: 'scanner' });
  } catch (error) {
    if (error instanceof EgressError) throw noAnswer(error.reply.code ?? 'ECONNECTION', error.reply.text);
    throw error;
  }
}

function converse(socket: Socket, command: Uint8Array, timeoutMs: number): Promise<string> {
  return new Promise((fulfil, reject) => {
    const fail = (code: string, text: string) => reject(noAnswer(code, text));
    const timer = setTimeout(() => fail('ETIMEDOUT', 'It did not answer in time.'), timeoutMs);
    let answer = Buffer.alloc(0);
    let failure: NodeJS.ErrnoException | undefined;
    socket.on('data', (bytes) => {
      answer = Buffer.concat([answer, bytes]);
      const at = answer.indexOf(end);
      if (at >= 0) fulfil(answer.toString('utf8', 0, at));
      else if (answer.length > maxAnswerBytes) fail('EPROTOCOL', 'It says more than a virus scanner does.');
    });
    // It may refuse in the midst of the file and hang up: what it said counts, not that nobody takes the rest.
    socket.on('error', (error) => {
      failure = error;
    });
    socket.on('close', () => {
      clearTimeout(timer);
      fail(failure?.code ?? 'ECONNECTION', failure?.message ?? 'It closed the connection before its answer was whole.');
    });
    socket.write(command);
  });
}

function noAnswer(code: string, text: string): NoAnswer {
  return new NoAnswer({ protocol: 'network', code, text });
}
