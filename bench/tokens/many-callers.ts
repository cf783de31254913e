import type { Measurement } from '#bench/measurement.ts';
import type { AtOnce } from '#bench/programs/message.ts';
import type { Named } from '#faults/programs/message.ts';
import { inBench } from './in-bench.ts';

const processes = 8;
const calls = 50;
/** The first ones warm up what is compiled and connected at first use. */
const warmUps = 12;
const rounds = 9;
const delayMs = 300;

export const manyCallers: Measurement = {
  what: `${processes * calls} callers in ${processes} processes on an expired token, a provider that takes ${delayMs} ms, ${rounds} rounds`,
  target: 'one request, all served within 1.3 × the provider’s time (the round in the middle)',
  run: (server) =>
    inBench(server, { delayMs }, async ({ start, connectExpired, server: { counts } }) => {
      const callers = await Promise.all(Array.from({ length: processes }, () => start()));
      const round = async (grant: Named) => {
        const before = counts.requests;
        const seen = await Promise.all(callers.map((one) => one.tell<AtOnce>({ do: 'ask at once', grant, calls })));
        return {
          served: seen.reduce((sum, { served }) => sum + served, 0),
          requests: counts.requests - before,
          ratio: Math.max(...seen.map(({ slowestMs }) => slowestMs)) / delayMs,
        };
      };
      const all: Awaited<ReturnType<typeof round>>[] = [];
      // Another each time, that nobody has in memory.
      for (const grant of await connectExpired(warmUps + rounds)) all.push(await round(grant));
      const seen = all.slice(warmUps);
      const ratios = seen.map(({ ratio }) => ratio).sort((a, b) => a - b);
      const [middle = 0, most = 0] = [ratios[Math.floor(rounds / 2)], ratios.at(-1)];
      const callersInAll = processes * calls;
      const isOne = seen.every(({ requests, served }) => requests === 1 && served === callersInAll);
      const served = Math.min(...seen.map((one) => one.served));
      const requests = Math.max(...seen.map((one) => one.requests));
      return {
        figure: `${requests} request, ${served}/${callersInAll} served, the slowest after ${middle.toFixed(2)} × (at most ${most.toFixed(2)} ×)`,
        isReached: isOne && middle <= 1.3,
      };
    }),
};
