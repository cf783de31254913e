import { groups } from '#faults/groups.ts';
import { runFaultTests } from './test/fault-tests.ts';

const names = process.argv.slice(2);
const strange = names.find((name) => !Object.hasOwn(groups, name));
if (strange !== undefined) {
  console.error(
    `“${strange}” is no group of fault tests: there are ${Object.keys(groups).join(', ')}; without a name all run.`,
  );
  process.exit(2);
}

const { passed, failed } = await runFaultTests(names.length > 0 ? names : Object.keys(groups));
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
