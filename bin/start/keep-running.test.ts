import { afterEach, beforeEach, expect, it, type MockInstance, vi } from 'vitest';
import { keepRunning, type Running } from './keep-running.ts';
import { Ended, Life } from './life.ts';

let said: MockInstance;
beforeEach(() => {
  said = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => said.mockRestore());

/** No pause, and never a minute: each end counts. */
const atOnce = { pausesMs: [0, 0], steadyMs: 60_000 };

/** A part whose runs the test ends one after the other. */
function aPart(serves: () => Promise<void> = async () => {}) {
  const runs: { end: (how: string) => void; stopped: boolean }[] = [];
  const again = (): Running => {
    const ended = Promise.withResolvers<string>();
    const run = { end: ended.resolve, stopped: false };
    runs.push(run);
    const stop = async () => {
      run.stopped = true;
      ended.resolve('ended with code 0');
    };
    return { ended: ended.promise, lastWords: () => 'Its last words.', stop, kill: () => {} };
  };
  return { runs, part: { name: 'worker', running: again(), again, serves } };
}

const sentence = (work: Promise<unknown>) => work.catch((error: unknown) => (error as Error).message);

it('starts a part again that ended, and says so in one line', async () => {
  const life = new Life();
  const { runs, part } = aPart();
  await keepRunning({ ...part, logFile: '/log/worker.log' }, life, atOnce);
  runs[0]?.end('was ended by SIGKILL');
  const line =
    /^The worker was ended by SIGKILL \(its log: \/log\/worker\.log\); starting it again: runs again in [\d.]+ s\n$/;
  await expect.poll(() => String(said.mock.lastCall)).toMatch(line);
  expect(runs).toHaveLength(2);
  await life.stopAll();
  expect(runs.map(({ stopped }) => stopped)).toEqual([false, true]);
});

it('ends everything when a part ends for the third time in a row', async () => {
  const life = new Life();
  const { runs, part } = aPart();
  await keepRunning(part, life, atOnce);
  for (const nth of [1, 2, 3]) {
    await expect.poll(() => runs).toHaveLength(nth);
    expect(life.signal.aborted).toBe(false);
    runs[nth - 1]?.end('ended with code 1');
  }
  expect(await sentence(life.over())).toBe(
    'Its last words.\n\nThe worker ended with code 1, 3 times in a row, so everything is stopped.',
  );
});

it('counts anew after a part has run for a while', async () => {
  const life = new Life();
  const { runs, part } = aPart();
  await keepRunning(part, life, { pausesMs: [0, 0], steadyMs: -1 });
  for (const nth of [1, 2, 3, 4, 5]) {
    await expect.poll(() => runs).toHaveLength(nth);
    runs[nth - 1]?.end('ended with code 1');
  }
  await expect.poll(() => runs).toHaveLength(6);
  await life.stopAll();
});

it('counts a part that does not serve again, and stops it before the next try', async () => {
  const life = new Life();
  let healthy = true;
  const { runs, part } = aPart(async () => {
    if (!healthy) throw new Error('It did not answer.');
  });
  await keepRunning(part, life, atOnce);
  healthy = false;
  runs[0]?.end('was ended by SIGKILL');
  expect(await sentence(life.over())).toContain(
    'The worker did not start again (It did not answer), 3 times in a row, so everything is stopped.',
  );
  expect(runs.map(({ stopped }) => stopped)).toEqual([false, true, true]);
});

it('ends everything when a part ends before it has served', async () => {
  const life = new Life();
  const { runs, part } = aPart(() => new Promise(() => {}));
  const kept = sentence(keepRunning(part, life, atOnce));
  runs[0]?.end('ended with code 1');
  expect(await kept).toBe('Its last words.\n\nThe worker ended with code 1, so everything is stopped.');
  expect(runs).toHaveLength(1);
});

it('starts nothing once the end has come', async () => {
  const life = new Life();
  const { runs, part } = aPart();
  await keepRunning(part, life, { pausesMs: [60_000], steadyMs: 60_000 });
  runs[0]?.end('ended with code 1');
  await Promise.resolve();
  const over = life.unlessOver(new Promise(() => {}));
  await life.stopAll();
  await expect(over).rejects.toBeInstanceOf(Ended);
  expect(runs).toHaveLength(1);
});

it('gives up a part that is slow to start again once the end has come', async () => {
  const life = new Life();
  const { runs, part } = aPart();
  const begun = Promise.withResolvers<void>();
  const again = (over: AbortSignal) => {
    begun.resolve();
    return new Promise<never>((_, reject) => over.addEventListener('abort', () => reject(over.reason)));
  };
  await keepRunning({ ...part, again }, life, atOnce);
  runs[0]?.end('was ended by SIGKILL');
  await begun.promise;
  await life.stopAll();
  expect(String(said.mock.lastCall)).toMatch(/: stopped in [\d.]+ s\n$/);
});
