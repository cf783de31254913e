import { groups } from '#faults/groups.ts';
import { runFaultTests, testsNamed } from './test/fault-tests.ts';

const names = process.argv.slice(2);
const strange = names.find((name) => testsNamed(name).length === 0);
if (strange !== undefined) {
  const known = Object.keys(groups).join(', ');
  console.error(
    `“${strange}” names no fault test: the groups are ${known}, each test has an id; without a name all run.`,
  );
  process.exit(2);
}

const { passed, failed } = await runFaultTests(names.length > 0 ? names : Object.keys(groups));
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
