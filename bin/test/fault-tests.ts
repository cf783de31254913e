import { withDatabaseServer } from '#faults/database-server.ts';
import type { DatabaseServer, FaultTest, Seen } from '#faults/fault-test.ts';
import { groups } from '#faults/groups.ts';
import { type Count, tally } from './tally.ts';

/** A group's tests, or the one with this id. */
export function testsNamed(name: string): FaultTest[] {
  const group = Object.hasOwn(groups, name) ? groups[name] : undefined;
  const all = Object.values(groups).flat();
  return group ?? all.filter(({ id }) => id === name).slice(0, 1);
}

/** These groups and tests, with a headline. */
export function runFaultTests(names: string[]): Promise<Count> {
  return tally({ name: `fault tests: ${names.join(', ')}`, run: () => runNamed(names) });
}

/** A test that is named twice runs once. */
function runNamed(names: string[]): Promise<Count> {
  const tests = [...new Set(names.flatMap(testsNamed))];
  return withDatabaseServer(async (server) => {
    const results: boolean[] = [];
    for (const test of tests.filter(({ waits }) => !waits)) results.push(await runOne(test, server));
    results.push(...(await Promise.all(tests.filter(({ waits }) => waits).map((test) => runOne(test, server)))));
    const passed = results.filter(Boolean).length;
    return { passed, failed: results.length - passed };
  });
}

async function runOne(test: FaultTest, server: DatabaseServer): Promise<boolean> {
  const began = Date.now();
  const { verdict, lines } = await test.run(server).then(judge, (error: unknown) => ({
    verdict: 'red' as const,
    lines: [`broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`],
  }));
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  console.log(`${verdict === 'red' ? '✗ red' : '✓'} ${test.id} ${test.what} (${seconds} s)`);
  for (const line of [`target: ${test.target}`, ...lines]) console.log(`    ${line}`);
  return verdict === 'good';
}

export function judge({ figure, isGood, control, controlWasRed }: Seen): { verdict: 'good' | 'red'; lines: string[] } {
  const lines = [
    `figure: ${figure}`,
    `control: ${control}${controlWasRed ? ' (red, as it must be)' : ' (NOT red: the figure shows nothing)'}`,
  ];
  return { verdict: isGood && controlWasRed ? 'good' : 'red', lines };
}
