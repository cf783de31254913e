import { setTimeout as pause } from 'node:timers/promises';
import type { Life } from './life.ts';
import { during } from './report.ts';

/** Something that runs beside us. */
export type Running = {
  /** Resolves with the rest of a sentence (“ended with code 1”) when it is gone, whatever the reason. */
  ended: Promise<string>;
  /** What it said before, for whoever asks why. */
  lastWords: () => string;
  stop: () => Promise<void>;
  kill: () => void;
};

export type Part = {
  name: string;
  running: Running;
  /** Starts it once more. Aborted, the run is over: rejects soon, leaving nothing that runs. */
  again: (signal: AbortSignal) => Running | Promise<Running>;
  /**
   * Resolves once it serves; rejects when it does not in time. Absent: it counts as serving from its start on. Of the
   * worker that is all that is known here (whether it works is what /readyz tells); the database answers by then.
   */
  serves?: () => Promise<void>;
  /** Where its own words are, when they are not on our output. */
  logFile?: string | undefined;
};

/** The pause before each new try; who ends once more, without `steadyMs` of running in between, ends everything. */
const patience = { pausesMs: [500, 5_000], steadyMs: 60_000 };

/**
 * Resolves once a part serves, and keeps it serving: when it ends by itself it is started again, which is said in one
 * line, and whoever used it connects again by itself. One that ends before it has served ends everything.
 */
export async function keepRunning(part: Part, life: Life, { pausesMs, steadyMs } = patience): Promise<void> {
  let { running } = part;
  let restart = Promise.resolve('');
  let served = false;
  life.add({
    stop: async () => {
      await restart;
      await running.stop();
    },
    hurry: () => running.kill(),
  });
  const lost = (how: string) => life.lost(`${part.name} ${how}`, running.lastWords());
  void running.ended.then((how) => served || lost(how));
  await life.unlessOver(serving());
  served = true;
  void watch();

  async function watch(): Promise<void> {
    let ends = 0;
    while (!life.signal.aborted) {
      const began = Date.now();
      let how = await running.ended;
      if (Date.now() - began > steadyMs) ends = 0;
      while (how !== '' && !life.signal.aborted) {
        const pauseMs = pausesMs[ends];
        ends += 1;
        if (pauseMs === undefined) return lost(`${how}, ${ends} times in a row`);
        restart = startAgain(how, pauseMs);
        how = await restart;
      }
    }
  }

  /** Answers how it failed; nothing when it serves. */
  async function startAgain(how: string, pauseMs: number): Promise<string> {
    const log = part.logFile ? ` (its log: ${part.logFile})` : '';
    const work = async () => {
      await life.unlessOver(pause(pauseMs));
      running = await part.again(life.signal);
      await Promise.race([serving(), running.ended.then((end) => Promise.reject(new Error(`it ${end}`)))]);
    };
    try {
      await during(`The ${part.name} ${how}${log}; starting it again`, work, () => 'runs again');
      return '';
    } catch (error) {
      await running.stop();
      const why = error instanceof Error ? error.message : String(error);
      return `did not start again (${why.replace(/\.$/, '')})`;
    }
  }

  async function serving(): Promise<void> {
    await part.serves?.();
  }
}
