import type { Measurement } from '#bench/measurement.ts';
import type { Kept } from '#bench/programs/message.ts';
import { inBench } from './in-bench.ts';

const calls = 20_000;

export const keptToken: Measurement = {
  what: `an access token in the memory of the process, ${calls} calls`,
  target: '99 of 100 calls within 0.3 ms, 0 statements',
  run: (server) =>
    inBench(server, {}, async ({ start, connectLive }) => {
      const [grant] = await connectLive(1);
      if (!grant) throw new Error('no grant to measure with');
      const caller = await start();
      const seen = await caller.tell<Kept>({ do: 'ask for what is kept', grant, calls });
      const { medianMs, slowMs, atOnceMs, statements, fromDatabaseMs } = seen;
      const times = Math.round(fromDatabaseMs / medianMs);
      return {
        figure: `${micro(medianMs)} at the median, ${micro(slowMs)} of 99 in 100, ${micro(atOnceMs)} each of ${calls} at once, ${statements} statements; read from the database it takes ${times} × as long`,
        isReached: slowMs <= 0.3 && statements === 0,
      };
    }),
};

const micro = (ms: number) => `${(ms * 1000).toFixed(1)} µs`;
