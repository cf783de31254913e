import type { Measurement } from '#bench/measurement.ts';
import type { Renewed } from '#bench/programs/message.ts';
import type { DatabaseServer } from '#faults/fault-test.ts';
import { fill } from './fill.ts';
import { inBench } from './in-bench.ts';

const few = 1_000;
const many = 100_000;
const turns = 200;

export const workerMemory: Measurement = {
  what: `the memory of a worker that renews with ${few} and with ${many} connections due, ${turns} turns each`,
  target: '≤ 1.1 × as much',
  run: async (server) => {
    const [withFew, withMany] = [await heapWith(server, few), await heapWith(server, many)];
    const ratio = withMany / withFew;
    return {
      figure: `${withFew.toFixed(1)} and ${withMany.toFixed(1)} MiB of heap: ${ratio.toFixed(2)} ×`,
      isReached: ratio <= 1.1,
    };
  },
};

function heapWith(server: DatabaseServer, connections: number): Promise<number> {
  return inBench(server, {}, async (bench) => {
    await fill(bench, connections, 1);
    const worker = await bench.start();
    return (await worker.tell<Renewed>({ do: 'renew', turns })).heapMiB;
  });
}
