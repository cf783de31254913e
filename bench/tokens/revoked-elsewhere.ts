import type { Measurement } from '#bench/measurement.ts';
import type { Gone } from '#bench/programs/message.ts';
import { inBench } from './in-bench.ts';

const times = 20;

export const revokedElsewhere: Measurement = {
  what: `a grant taken away by another process, ${times} times, while a token of it is asked for all the time`,
  target: 'handed out for no longer than 1 s',
  run: (server) =>
    inBench(server, {}, async ({ start, connectLive, sql }) => {
      const caller = await start();
      const tookMs: number[] = [];
      for (const grant of await connectLive(times)) {
        const gone = caller.tell<Gone>({ do: 'ask until it is gone', grant });
        await new Promise((resolve) => setTimeout(resolve, 50));
        await sql('delete from grants where id = $1', [grant.grantId]);
        const takenAt = Date.now();
        tookMs.push((await gone).atMs - takenAt);
      }
      const longestMs = Math.max(...tookMs);
      return { figure: `at most ${longestMs} ms`, isReached: longestMs <= 1_000 };
    }),
};
