import { expect, it } from 'vitest';
import { elsewhere } from './opened-elsewhere.ts';

const atFirst = 'http://localhost:3000';

it.each([
  [atFirst, { host: 'localhost:3000' }, null],
  [atFirst, { host: 'LOCALHOST:3000' }, null],
  [atFirst, { host: '127.0.0.1:3000' }, atFirst],
  [atFirst, { host: 'localhost' }, atFirst],
  [atFirst, {}, atFirst],
  [atFirst, { host: '\\' }, atFirst],
  ['https://mail.example', { host: 'mail.example' }, null],
  ['https://mail.example', { host: 'mail.example:443' }, null],
  ['https://mail.example', { host: '10.0.0.5:3000' }, 'https://mail.example'],
  ['https://mail.example', { host: 'mail.example.evil.example' }, 'https://mail.example'],
  // A proxy that names itself to us, and the browser's host beside it.
  ['https://mail.example', { host: 'localhost:3000', 'x-forwarded-host': 'mail.example' }, null],
  ['https://mail.example', { host: 'mail.example', 'x-forwarded-host': 'localhost:3000' }, null],
])('with %s, opened by %j, it is to be opened at %s', (publicUrl, sent, there) => {
  expect(elsewhere(new Headers(sent as Record<string, string>), publicUrl)).toBe(there);
});
