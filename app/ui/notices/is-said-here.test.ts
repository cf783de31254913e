import { expect, it } from 'vitest';
import { isSaidHere } from './is-said-here.ts';

const said = (path: string) => isSaidHere(path, 'demo', 'c1');

it('is said on the Mail page and on the page of that connection', () => {
  expect(said('/t/demo/mail')).toBe(true);
  expect(said('/t/demo/mail/connections/c1')).toBe(true);
});

it('is not said anywhere else', () => {
  for (const path of ['/t/demo/keys', '/t/demo/mail/connect', '/t/demo/mail/connections/c2', '/t/other/mail']) {
    expect(said(path), path).toBe(false);
  }
});
