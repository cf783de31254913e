import { interopTests } from './test/interop-tests.ts';
import { tally } from './test/tally.ts';

const { passed, failed } = await tally(interopTests);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
