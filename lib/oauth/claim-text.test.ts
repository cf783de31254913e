import { expect, it } from 'vitest';
import { claimText } from './claim-text.ts';

it.each([
  ['an ordinary text', 'openid email', 'openid email'],
  ['NUL', 'openid\u0000 email', 'openid email'],
  ['half a surrogate', 'a\ud800', 'a\ufffd'],
  ['nothing but NUL', '\u0000', undefined],
  ['a number', 7, undefined],
])('reads %s', (_name, value, text) => expect(claimText(value)).toBe(text));
