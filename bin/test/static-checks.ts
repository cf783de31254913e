import { runProgram } from './run-program.ts';
import type { TestStep } from './tally.ts';

const biome = 'node_modules/@biomejs/biome/bin/biome';
const next = 'node_modules/next/dist/bin/next';

/** One check each: what can be told by reading the sources. */
export const staticChecks: TestStep[] = [
  check('format', [biome, 'format', '--max-diagnostics=50', '.']),
  check('lint', [biome, 'lint', '--error-on-warnings', '--max-diagnostics=50', '.']),
  // The first writes the types of the routes, which a fresh clone lacks.
  check('types', [next, 'typegen'], ['node_modules/typescript/bin/tsc', '-p', '.']),
  check('unused code', ['node_modules/knip/bin/knip.js', '--no-progress']),
];

function check(name: string, ...scripts: string[][]): TestStep {
  return {
    name,
    run: async () => {
      for (const script of scripts) {
        const { code, said } = await runProgram(script, { env: { NEXT_TELEMETRY_DISABLED: '1' } });
        if (code === 0) continue;
        console.log(said.trim());
        return { passed: 0, failed: 1 };
      }
      return { passed: 1, failed: 0 };
    },
  };
}
