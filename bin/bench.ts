import { groups } from '#bench/groups.ts';
import { withDatabaseServer } from '#faults/database-server.ts';

const names = process.argv.slice(2);
const strange = names.find((name) => !Object.hasOwn(groups, name));
if (strange !== undefined) {
  console.error(
    `“${strange}” is no group of measurements: there are ${Object.keys(groups).join(', ')}; without a name all run.`,
  );
  process.exit(2);
}

const measurements = (names.length > 0 ? names : Object.keys(groups)).flatMap((name) => groups[name] ?? []);
const missed = await withDatabaseServer(async (server) => {
  let count = 0;
  for (const { what, target, run } of measurements) {
    const { figure, isReached } = await run(server);
    console.log(`${isReached ? '✓' : '✗ missed'} ${what}\n    target: ${target}\n    figure: ${figure}`);
    if (!isReached) count += 1;
  }
  return count;
});
console.log(`\n${measurements.length - missed} reached, ${missed} missed`);
process.exit(missed === 0 ? 0 : 1);
