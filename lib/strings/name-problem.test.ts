import { expect, it } from 'vitest';
import { nameProblem } from './name-problem.ts';

it.each([
  'Contoso Reports',
  'Büro 2 · 東京',
  'דוחות קונטוסו',
  'تقارير',
  'Team 👩‍💻',
  '1 + 1 = 2?',
  'Why =? and ?= apart',
])('finds nothing wrong with %j', (name) => expect(nameProblem(name)).toBeNull());

it.each([
  ['a line break', 'a\nb', 'one line'],
  ['half a character', 'a\ud800', 'one line'],
  ['an embedding', 'a\u202ab', 'direction'],
  ['an override', 'Reports \u202egnp.exe', 'direction'],
  ['the end of an embedding', 'a\u202c', 'direction'],
  ['an isolate', '\u2066a', 'direction'],
  ['the end of an isolate', 'a\u2069', 'direction'],
  ['nothing but zero-width characters', '\u200b\u200d\ufeff', 'can be seen'],
  ['nothing but blanks of other scripts', '\u3164\u115f\u2800', 'can be seen'],
  ['nothing but a variation selector and a soft hyphen', '\ufe0f\u00ad', 'can be seen'],
  ['nothing but tag characters', '\u{e0041}\u{e0042}', 'can be seen'],
  ['nothing', '', 'can be seen'],
  ['an encoded word with a line break', '=?utf-8?q?x=0d=0aBcc:y=40z.example?=', 'as people read it'],
  ['an encoded word inside', 'Reports =?UTF-8?B?QQ==?= today', 'as people read it'],
  ['an encoded word with a language', '=?us-ascii*en?Q?boss?=', 'as people read it'],
  ['an encoded word with blanks, which some decode', '=?utf-8?q?x y?=', 'as people read it'],
])('refuses %s', (_what, name, words) => expect(nameProblem(name)).toContain(words));
