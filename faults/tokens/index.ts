import type { FaultTest } from '#faults/fault-test.ts';
import { changedRows } from './changed-rows.ts';
import { killedAtAnyPoint, killedWithGrace } from './killed.ts';
import { noTransaction } from './no-transaction.ts';
import { oddAnswers } from './odd-answers.ts';
import { oneRefresh } from './one-refresh.ts';
import { spreadInTime } from './spread-in-time.ts';
import { staleSave } from './stale-save.ts';
import { unsaved } from './unsaved.ts';

/** The token engine under kill, race and time. */
export const tokenTests: FaultTest[] = [
  oneRefresh,
  killedAtAnyPoint,
  killedWithGrace,
  staleSave,
  unsaved,
  changedRows,
  oddAnswers,
  spreadInTime,
  noTransaction,
];
