import { browserTests } from './test/browser-tests.ts';
import { interopTests } from './test/interop-tests.ts';
import { staticChecks } from './test/static-checks.ts';
import { buildCheck, databaseTests, ruleTests, unitTests } from './test/suites.ts';
import { type Tally, tally } from './test/tally.ts';

const known = ['--fast', '--with-interop'];
const args = process.argv.slice(2);
const strange = args.find((arg) => !known.includes(arg));
if (strange) {
  console.error(
    `“${strange}” is not known here: the options are --fast, for what needs no service, and --with-interop.`,
  );
  process.exit(2);
}

// One after the other: a journey that must see a change within two seconds owns the machine.
const steps = [...staticChecks, ruleTests, unitTests];
if (!args.includes('--fast')) steps.push(buildCheck, databaseTests, browserTests);
if (args.includes('--with-interop')) steps.push(interopTests);

const results: Tally[] = [];
for (const step of steps) results.push(await tally(step));

const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
const red = results.filter((result) => result.failed > 0);
console.log(red.length > 0 ? `\nRed: ${red.map(({ name, failed }) => `${name} (${failed})`).join(', ')}` : '');
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
