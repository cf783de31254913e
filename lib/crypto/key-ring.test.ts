import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeDataKey, parseKeyRing, unwrapDataKey, wrapDataKey } from './key-ring.ts';

const entry = (kid: string) => `${kid}:${randomBytes(32).toString('base64')}`;
const tenant = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff';

describe('the key ring', () => {
  it('names its first key, and unwraps with all', () => {
    const [older, newer] = [entry('k1'), entry('k2')];
    const dataKey = makeDataKey('d1');
    const before = wrapDataKey(parseKeyRing([older]).current, tenant, dataKey);
    const rotated = parseKeyRing([newer, older]);
    expect(before).toMatch(/^v1\.k1\./);
    expect(wrapDataKey(rotated.current, tenant, dataKey)).toMatch(/^v1\.k2\./);
    expect(unwrapDataKey(rotated, tenant, 'd1', before).bytes).toEqual(dataKey.bytes);
  });

  it('unwraps nothing once the wrapping key has left the ring', () => {
    const wrapped = wrapDataKey(parseKeyRing([entry('k1')]).current, tenant, makeDataKey('d1'));
    expect(() => unwrapDataKey(parseKeyRing([entry('k2')]), tenant, 'd1', wrapped)).toThrow('not at hand');
    expect(() => unwrapDataKey(parseKeyRing([entry('k1')]), tenant, 'd1', wrapped)).toThrow('does not open here');
  });

  it('binds a data key to its tenant and its name', () => {
    const ring = parseKeyRing([entry('k1')]);
    const wrapped = wrapDataKey(ring.current, tenant, makeDataKey('d1'));
    expect(() => unwrapDataKey(ring, tenant, 'd2', wrapped)).toThrow('does not open here');
    expect(() => unwrapDataKey(ring, tenant.replace('6', '7'), 'd1', wrapped)).toThrow('does not open here');
    expect(unwrapDataKey(ring, tenant, 'd1', wrapped).kid).toBe('d1');
  });

  it('is never empty and never ambiguous', () => {
    expect(() => parseKeyRing([])).toThrow('empty');
    expect(() => parseKeyRing([entry('k1'), entry('k1')])).toThrow('twice');
  });
});
