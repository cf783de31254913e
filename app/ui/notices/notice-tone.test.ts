import { expect, it } from 'vitest';
import { toneOfNotice } from './notice-tone.ts';

it('warns of what is to end, and alarms once it has', () => {
  expect(toneOfNotice({ kind: 'secret_ending', daysLeft: 7 })).toBe('warn');
  expect(toneOfNotice({ kind: 'grant_ending', daysLeft: 1 })).toBe('warn');
  expect(toneOfNotice({ kind: 'secret_ending', daysLeft: 0 })).toBe('bad');
});

it('alarms of what does not work', () => {
  expect(toneOfNotice({ kind: 'needs_consent', daysLeft: null })).toBe('bad');
  expect(toneOfNotice({ kind: 'needs_settings', daysLeft: null })).toBe('bad');
});
