import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { open, SealError, type SealPlace, seal } from './seal.ts';
import { Secret } from './secret.ts';

const key = { kid: 'd1', bytes: randomBytes(32) };
const keys = (kid: string) => (kid === key.kid ? key.bytes : undefined);
const secret = new Secret('0.AXEA-refresh-token');

type Seal = typeof seal;
type Open = typeof open;

const aPlace = (): SealPlace => ({
  tenantId: randomUUID(),
  table: 'grants',
  row: randomUUID(),
  column: 'refresh_token',
  version: randomInt(2, 1000),
});

describe('T1: a sealed value opens only where it was sealed', () => {
  const moves: Record<string, (place: SealPlace) => SealPlace> = {
    row: (place) => ({ ...place, row: randomUUID() }),
    column: (place) => ({ ...place, column: 'client_secret' }),
    tenant: (place) => ({ ...place, tenantId: randomUUID() }),
    'older version': (place) => ({ ...place, version: place.version - 1 }),
    table: (place) => ({ ...place, table: 'access_tokens' }),
    'border between two parts': (place) => ({ ...place, row: place.row.slice(1), table: place.table + place.row[0] }),
    'text of two parts': (place) => ({ ...place, table: `${place.table}","${place.row}`, row: '' }),
  };
  const movesEach = 1_000;

  /** How many values still open after each was moved once. */
  const opened = (move: (place: SealPlace) => SealPlace, sealIt: Seal, openIt: Open) => {
    let count = 0;
    for (let i = 0; i < movesEach; i += 1) {
      const place = aPlace();
      const sealed = sealIt(key, place, secret);
      if (openIt(keys, place, sealed).reveal() !== secret.reveal()) throw new Error('It does not open in its place.');
      if (doesOpen(openIt, move(place), sealed)) count += 1;
    }
    return count;
  };

  it.each(Object.keys(moves))(`${movesEach} values moved to another %s: none opens`, (name) => {
    expect(opened(moves[name] as (place: SealPlace) => SealPlace, seal, open)).toBe(0);
  });

  it('control: sealed without the place, every moved value opens', () => {
    const nowhere: SealPlace = { tenantId: '', table: '', row: '', column: '', version: 0 };
    const sealAnywhere: Seal = (with_, _place, plain) => seal(with_, nowhere, plain);
    const openAnywhere: Open = (from, _place, text) => open(from, nowhere, text);
    for (const move of Object.values(moves)) expect(opened(move, sealAnywhere, openAnywhere)).toBe(movesEach);
  });
});

describe('T2: whatever is not a sealed value is an error, never plaintext', () => {
  const place = aPlace();
  const sealed = seal(key, place, secret);
  const [v, kid, iv, text, tag] = sealed.split('.') as [string, string, string, string, string];
  const otherTag = seal(key, place, secret).split('.')[4];
  const closed: [string, string, string][] = [
    ['plain text', 'hunter2', 'not_sealed'],
    ['an empty value', '', 'not_sealed'],
    ['a token with dots', 'eyJhbGciOi.eyJzdWIi.c2ln.x.y', 'not_sealed'],
    ['a later format', ['v2', kid, iv, text, tag].join('.'), 'not_sealed'],
    ['an unknown key', [v, 'd9', iv, text, tag].join('.'), 'unknown_key'],
    ['a key name in capitals', [v, 'D1', iv, text, tag].join('.'), 'malformed'],
    ['no key name', [v, '', iv, text, tag].join('.'), 'malformed'],
    ['a missing tag', [v, kid, iv, text].join('.'), 'malformed'],
    ['a short tag', [v, kid, iv, text, tag.slice(0, 6)].join('.'), 'malformed'],
    ['a long initialisation vector', [v, kid, iv + iv, text, tag].join('.'), 'malformed'],
    ['one part more', [v, kid, iv, text, tag, tag].join('.'), 'malformed'],
    ['padding', [v, kid, iv, text, `${tag}==`].join('.'), 'malformed'],
    ['a space inside', [v, kid, iv, `${text.slice(0, 2)} ${text.slice(2)}`, tag].join('.'), 'malformed'],
    ['the tag of another value', [v, kid, iv, text, otherTag].join('.'), 'not_authentic'],
  ];

  /** The values that an opener lets through. */
  const letThrough = (openIt: Open) => closed.filter(([, value]) => doesOpen(openIt, place, value)).length;

  it.each(closed)('%s', (_what, value, problem) => {
    const error = thrownBy(() => open(keys, place, value));
    expect(error).toBeInstanceOf(SealError);
    expect((error as SealError).problem).toBe(problem);
    if (value) expect(`${error.message}${error.stack}`).not.toContain(value);
  });

  it('opens nothing with another key of the same name', () => {
    expect(thrownBy(() => open(() => randomBytes(32), place, sealed))).toMatchObject({ problem: 'not_authentic' });
    expect(letThrough(open)).toBe(0);
  });

  it('control: an opener that returns what it does not know lets values through', () => {
    const lenient: Open = (from, where, value) =>
      value.startsWith('v1.') ? open(from, where, value) : new Secret(value);
    expect(letThrough(lenient)).toBe(4);
  });

  it('seals nothing with a key of the wrong length, a strange key name or no version', () => {
    expect(() => seal({ kid: 'd1', bytes: randomBytes(16) }, place, secret)).toThrow('32 bytes');
    expect(() => seal({ kid: 'd.1', bytes: randomBytes(32) }, place, secret)).toThrow('key name');
    expect(() => seal(key, { ...place, version: Number.NaN }, secret)).toThrow('version');
  });

  it('keeps every text as it is', () => {
    for (const plain of ['', 'é漢字🔑', 'a\0b\r\n', 'x'.repeat(100_000)]) {
      expect(open(keys, place, seal(key, place, new Secret(plain))).reveal()).toBe(plain);
    }
  });
});

function doesOpen(openIt: Open, place: SealPlace, sealed: string): boolean {
  try {
    openIt(keys, place, sealed);
    return true;
  } catch (error) {
    if (error instanceof SealError) return false;
    throw error;
  }
}

function thrownBy(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('Nothing was thrown.');
}
