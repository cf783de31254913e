import { expect, it } from 'vitest';
import { exercise } from '#lib/testing/fault-switches/exercise.ts';
import { googleHalf } from '#lib/testing/fault-switches/google-half.ts';
import { googleRows } from '#lib/testing/fault-switches/google-rows.ts';
import { unexercised, unknownSwitches } from '#lib/testing/fault-switches/row.ts';
import { usePlace } from '#lib/testing/fault-switches/use-place.ts';

const place = usePlace(googleHalf);

it('every switch of the catalogue is exercised, everywhere it can strike', () => {
  expect(unexercised('google', googleRows)).toEqual([]);
  expect(unknownSwitches('google', googleRows)).toEqual([]);
});

it.each(googleRows.map((row) => [row.kind, row.step, row.when ?? '', row] as const))(
  '%s at %s %s',
  async (_kind, _step, _when, row) => {
    await exercise(place(), row);
  },
);
