import { type KeyStatus, type KeysStatus, keysStatus } from '#lib/keys/index.ts';
import type { Act } from './command.ts';

/** `keys status`. */
export const keysStatusTold: Act = async () => {
  const status = await keysStatus();
  const lines = [...table(status.keys), '', told(status), ...unreadable(status)];
  return { exitCode: 0, lines, json: status };
};

const kinds = { operator: ['operator key', 'data keys'], data: ['data key', 'values'] } as const;
const states: Record<KeyStatus['state'], string> = {
  current: 'in use for everything new',
  next: 'put into use by keys rotate',
  in_use: 'still needed',
  can_be_retired: 'can be retired',
  missing: 'not there',
};

function table(keys: KeyStatus[]): string[] {
  const rows = [
    ['Key', 'Kind', 'Seals', 'State'],
    ...keys.map(({ kid, kind, seals, state }) => [
      kid || '(none)',
      kinds[kind][0],
      `${seals} ${kinds[kind][1]}`,
      states[state],
    ]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
}

function told({ rotation }: KeysStatus): string {
  if (!rotation) return 'No key was changed yet.';
  const { beganAt, beganBy, isThrough, resealed, of } = rotation;
  const far = `${resealed} of ${of} values are sealed by the newest key`;
  return `Last rotation: begun ${beganAt} by ${beganBy}; ${isThrough ? 'through' : 'under way'}: ${far}.`;
}

function unreadable({ unreadable }: KeysStatus): string[] {
  if (unreadable.length === 0) return [];
  return [
    '',
    'No key opens these values, which were left as they are:',
    ...unreadable.map(
      ({ tenant, table, column, row, kid }) =>
        `  ${table}.${column} of ${row}, tenant ${tenant}, key ${kid || '(none)'}`,
    ),
  ];
}
