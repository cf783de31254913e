import type { FaultTest } from '#faults/fault-test.ts';
import { runInVitest } from '#faults/in-vitest.ts';

export const oddAnswers: FaultTest = {
  id: 'R7',
  what: 'timeouts, 5xx, 429, pages, broken JSON, missing lives of tokens, a clock ten minutes wrong',
  target: '0 wrong needs_consent',
  run: async () => {
    const ran = await runInVitest(['lib/tokens/odd-answers.db.test.ts', 'lib/tokens/wrong-clock.db.test.ts']);
    return {
      figure: `${ran.failed} wrong of ${ran.passed + ran.failed} answers and clocks, at three providers, by refresh token and as an application`,
      isGood: ran.failed === 0 && ran.passed > 0,
      control: `a table that takes any failure for the end is seen ${ran.controlsPassed} of ${ran.controls} times`,
      controlWasRed: ran.controls > 0 && ran.controlsPassed === ran.controls,
    };
  },
};
