import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { UsageError } from './command.ts';

/** Asks at the terminal for a text that is not shown. The question goes to standard error: the output is an answer. */
export async function ask(question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  process.stderr.write(question);
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await new Promise((resolve, reject) => {
      terminal.once('line', resolve);
      terminal.once('SIGINT', () => terminal.close());
      terminal.once('close', () => reject(new UsageError('Nothing was typed.')));
    });
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
