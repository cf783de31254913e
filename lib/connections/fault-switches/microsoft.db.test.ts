import { expect, it } from 'vitest';
import { exercise } from '#lib/testing/fault-switches/exercise.ts';
import { microsoftHalf } from '#lib/testing/fault-switches/microsoft-half.ts';
import { microsoftRows } from '#lib/testing/fault-switches/microsoft-rows.ts';
import { unexercised, unknownSwitches } from '#lib/testing/fault-switches/row.ts';
import { usePlace } from '#lib/testing/fault-switches/use-place.ts';

const place = usePlace(microsoftHalf);

it('every switch of the catalogue is exercised, everywhere it can strike', () => {
  expect(unexercised('microsoft', microsoftRows)).toEqual([]);
  expect(unknownSwitches('microsoft', microsoftRows)).toEqual([]);
});

it.each(microsoftRows.map((row) => [row.kind, row.step, row.when ?? '', row] as const))(
  '%s at %s %s',
  async (_kind, _step, _when, row) => {
    await exercise(place(), row);
  },
);
