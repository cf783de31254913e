import type { Measurement } from '#bench/measurement.ts';
import type { Found } from '#bench/programs/message.ts';
import { fill } from './fill.ts';
import { inBench } from './in-bench.ts';

const connections = 100_000;
const times = 50;

export const dueAmongMany: Measurement = {
  what: `what is due, looked for among ${connections} connections`,
  target: 'found within 10 ms (the middle of fifty looks)',
  run: (server) =>
    inBench(server, {}, async (bench) => {
      await fill(bench, connections, 0.01);
      const caller = await bench.start();
      const few = await caller.tell<Found>({ do: 'find what is due', times });
      await bench.sql("update grants set next_refresh_at = now() - interval '1 hour' * random()");
      const all = await caller.tell<Found>({ do: 'find what is due', times });
      return {
        figure: `${few.found} places filled in ${few.medianMs.toFixed(1)} ms; with all of them due, in ${all.medianMs.toFixed(1)} ms`,
        isReached: few.medianMs <= 10 && all.medianMs <= 10 && few.found === 20,
      };
    }),
};
