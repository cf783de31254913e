import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

type Lock = { packages: Record<string, { version?: string; resolved?: string }> };
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;

/** Below these stand published holes: mail smuggled or misrouted, credentials logged, sessions and proxies bypassed. */
const floors: Record<string, string> = {
  next: '16.3.3',
  'next-auth': '4.24.15',
  nodemailer: '10.6.0',
  'smtp-server': '3.21.6',
};

const isAtLeast = (version: string, floor: string): boolean =>
  version.localeCompare(floor, 'en', { numeric: true }) >= 0 && !version.includes('-');

it.each(Object.entries(floors))('every copy of %s is at least %s', (name, floor) => {
  const copies = Object.entries(lock.packages).filter(([place]) => place.endsWith(`node_modules/${name}`));
  expect(copies).not.toHaveLength(0);
  for (const [place, { version = '0' }] of copies) expect(isAtLeast(version, floor), `${place} ${version}`).toBe(true);
});

it('control: an older version, and a preview of the floor, are told apart', () => {
  expect(isAtLeast('10.5.9', '10.6.0')).toBe(false);
  expect(isAtLeast('9.12.0', '10.6.0')).toBe(false);
  expect(isAtLeast('10.6.0-beta.1', '10.6.0')).toBe(false);
});

it('names no place to download from', () => {
  expect(Object.values(lock.packages).filter(({ resolved }) => resolved?.startsWith('http'))).toEqual([]);
});
