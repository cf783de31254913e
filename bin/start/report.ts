import { Ended } from './life.ts';

/** Prints what the start is doing. A step that takes long shows that it is alive. */
type Step = { done: (word?: string) => void; fail: (word: string) => void };

const terminal = process.stdout.isTTY;
// Whoever read our output may leave (npm start | head): that is no reason to fall.
process.stdout.on('error', () => {});

/** Begins one line of progress: `label … word in 3 s`. */
function step(label: string): Step {
  const began = Date.now();
  const took = () => `${((Date.now() - began) / 1000).toFixed(1)} s`;
  process.stdout.write(terminal ? `${label} …` : '');
  const alive = () => process.stdout.write(terminal ? `\r${label} … ${took()}` : `${label} … ${took()}\n`);
  const timer = setInterval(alive, terminal ? 500 : 10_000);
  const end = (word: string) => {
    clearInterval(timer);
    process.stdout.write(terminal ? `\r\u001b[K${label}: ${word} in ${took()}\n` : `${label}: ${word} in ${took()}\n`);
  };
  return { done: (word = 'ready') => end(word), fail: end };
}

/** Runs one piece of work as a step. */
export async function during<T>(label: string, work: () => Promise<T>, word?: (result: T) => string): Promise<T> {
  const line = step(label);
  try {
    const result = await work();
    line.done(word?.(result));
    return result;
  } catch (error) {
    line.fail(error instanceof Ended ? 'stopped' : 'failed');
    throw error;
  }
}

/** A plain line. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
