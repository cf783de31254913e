import { chownSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { addOperatorKey, readKeysFile, removeOperatorKey } from './index.ts';

const key = `k1:${Buffer.alloc(32, 1).toString('base64')}`;
let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'mailgrant-keys-'));
  file = path.join(folder, 'keys');
  writeFileSync(file, `${key}\n`, { mode: 0o600 });
});
afterEach(() => rmSync(folder, { recursive: true }));

const kids = () => readKeysFile(file).map((entry) => entry.split(':')[0]);

it('puts a new key before the others, leaves them as they are, and leaves no other file', () => {
  expect([addOperatorKey(file), addOperatorKey(file)]).toEqual(['k2', 'k3']);
  expect(kids()).toEqual(['k3', 'k2', 'k1']);
  expect(readKeysFile(file).at(-1)).toBe(key);
  expect(new Set(readKeysFile(file).map((entry) => entry.slice(3))).size).toBe(3);
  expect([readdirSync(folder), statSync(file).mode & 0o777]).toEqual([['keys'], 0o600]);
});

it.skipIf(process.getuid?.() !== 0)('stays the file of whoever runs the product, though root changes it', () => {
  chownSync(file, 1234, 1235);
  addOperatorKey(file);
  expect(statSync(file)).toMatchObject({ uid: 1234, gid: 1235 });
});

it('takes a key out, and gives its name to no other while a later one is there', () => {
  addOperatorKey(file);
  removeOperatorKey(file, 'k1');
  expect(kids()).toEqual(['k2']);
  expect(addOperatorKey(file)).toBe('k3');
});

it('refuses a file that is not what it should be, repeating nothing of it, and leaves it alone', () => {
  writeFileSync(file, 'k1:c2VjcmV0');
  expect(() => addOperatorKey(file)).toThrow(`The keys in ${file} cannot be used: the key of entry 1 is not 32 bytes`);
  expect(() => addOperatorKey(file)).not.toThrow('c2VjcmV0');
  expect(readFileSync(file, 'utf8')).toBe('k1:c2VjcmV0');
});
