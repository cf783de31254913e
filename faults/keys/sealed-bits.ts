import { randomBytes, randomInt } from 'node:crypto';
import type { FaultTest } from '#faults/fault-test.ts';
import { open, Secret, seal } from '#lib/crypto/index.ts';

const encryptions = 1_000_000;
const flips = 10_000;
const key = { kid: 'd1', bytes: randomBytes(32) };
const place = { tenantId: 't', table: 'grants', row: 'r', column: 'refresh_token', version: 1 };
const sealed = () => seal(key, place, new Secret('0.AXEA-refresh-token'));

export const sealedBits: FaultTest = {
  id: 'T3',
  what: 'initialisation vectors and changed bits of sealed values',
  target: `0 of ${encryptions.toLocaleString('en')} vectors repeat, 0 of ${flips.toLocaleString('en')} flipped bits accepted`,
  run: async () => {
    const repeats = repeatedVectors(encryptions, sealed);
    const accepted = acceptedTexts(() => flipped(sealed()));
    const old = sealed();
    const same = repeatedVectors(2, () => old);
    const untouched = acceptedTexts(sealed);
    return {
      figure: `${repeats} vectors repeat, ${accepted} flipped bits accepted`,
      isGood: repeats === 0 && accepted === 0,
      control: `the same value twice: ${same} repeats; nothing flipped: ${untouched} of ${flips} accepted`,
      controlWasRed: same === 1 && untouched === flips,
    };
  },
};

function repeatedVectors(count: number, make: () => string): number {
  const seen = new Set<string>();
  for (let nth = 0; nth < count; nth += 1) seen.add(make().split('.')[2] ?? '');
  return count - seen.size;
}

function acceptedTexts(make: () => string): number {
  let accepted = 0;
  for (let nth = 0; nth < flips; nth += 1) if (doesOpen(make())) accepted += 1;
  return accepted;
}

function doesOpen(text: string): boolean {
  try {
    open((kid) => (kid === key.kid ? key.bytes : undefined), place, text);
    return true;
  } catch {
    return false;
  }
}

function flipped(text: string): string {
  const bytes = Buffer.from(text, 'latin1');
  const at = randomInt(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << randomInt(8));
  return bytes.toString('latin1');
}
