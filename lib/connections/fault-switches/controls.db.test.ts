import { expect, it } from 'vitest';
import { exercise } from '#lib/testing/fault-switches/exercise.ts';
import { microsoftHalf } from '#lib/testing/fault-switches/microsoft-half.ts';
import { microsoftRows } from '#lib/testing/fault-switches/microsoft-rows.ts';
import { type Row, type Step, unexercised, unknownSwitches } from '#lib/testing/fault-switches/row.ts';
import { usePlace } from '#lib/testing/fault-switches/use-place.ts';

const place = usePlace(microsoftHalf);

function rowOf(kind: string, step: Step): Row & Required<Pick<Row, 'says'>> {
  const row = microsoftRows.find((one) => one.kind === kind && one.step === step && one.says);
  if (!row?.says) throw new Error(`There is no row that says something of ${kind} at ${step}.`);
  return { ...row, says: row.says };
}

const limited = rowOf('throttle', 'renewal');
const revoked = rowOf('revoke-grant', 'renewal');
const lost = rowOf('drop-after', 'api');
const denied = rowOf('send-as-denied', 'api');
const lateTrip = rowOf('drop-before', 'consent');

const patient = { ...limited.says, words: /./ };

it.each<[string, Row, RegExp]>([
  [
    'a health that is another',
    { ...limited, says: { ...limited.says, health: 'needs_consent' } },
    /'retrying' to be 'needs_consent'/,
  ],
  ['a class that is another', { ...limited, says: { ...limited.says, class: 'consent' } }, /to match object/],
  [
    'a sentence that does not name it',
    { ...limited, says: { ...limited.says, words: /Reconnect/ } },
    /match \/Reconnect/,
  ],
  ['harm where none was foretold', { kind: 'throttle', step: 'renewal' }, /'retrying' to be 'working'/],
  ['no harm where some was', { ...limited, wish: { surface: 'api' } }, /'working' to be 'retrying'/],
  ['a try before the time', { ...limited, wish: {}, says: { ...patient, notBeforeMs: 45_000 } }, /comes too early/],
  ['a try long after it', { ...limited, wish: { seconds: 45 }, says: { ...patient, notBeforeMs: 9_000 } }, /too late/],
  ['a grant that stopped', { ...revoked, cure: 'time' }, /to be null/],
  ['a dead grant that asking did not revive', { ...revoked, cure: 'asking' }, /match object \{ health: 'working'/],
  ['a grant that lives on', { ...limited, cure: 'consent' }, /match object \{ stoppedAt/],
  ['a mail that arrived', { ...lost, arrives: 0 }, /mails that arrived/],
  ['a lost answer taken for a refusal', { ...lost, says: { ...denied.says, health: 'working' } }, /to match object/],
  ['a trip that ended well', { ...lateTrip, wish: { surface: 'api' } }, /'granted' to be 'refused'/],
])('%s is seen', async (_what, row, words) => {
  await expect(exercise(place(), row)).rejects.toThrow(words);
});

it('a switch without a row is seen, and a row without its switch', () => {
  for (const { kind } of microsoftRows) {
    const others = microsoftRows.filter((row) => row.kind !== kind);
    expect(unexercised('microsoft', others)).toEqual([`${kind} at any step`]);
  }
  const elsewhere = microsoftRows.filter(({ kind, step }) => kind !== 'throttle' || step !== 'smtp');
  expect(unexercised('microsoft', elsewhere)).toEqual(['throttle at smtp']);
  expect(unknownSwitches('microsoft', [{ kind: 'earthquake', step: 'api' }])).toEqual(['earthquake']);
});
