import { expect, it } from 'vitest';
import type { ScannerView } from '#lib/files/schema.ts';
import { scannerState } from './scanner-state.ts';

const at = '2026-11-22T10:41:00.000Z';
const seen = (answers: boolean) => ({ answers, at, since: at });

it.each<[ScannerView['setBy'], ScannerView['lastSeen'], ScannerView['whenUnreachable'], string, string]>([
  [null, null, 'refuse', 'off', 'off'],
  ['tenant', null, 'refuse', 'unknown', 'off'],
  ['tenant', seen(true), 'refuse', 'on', 'good'],
  ['tenant', seen(false), 'refuse', 'down', 'bad'],
  ['tenant', seen(false), 'accept', 'down', 'warn'],
  ['operator', seen(false), 'refuse', 'down', 'bad'],
])(
  'never calls a scanner at work that nobody saw answer: %s, %j, %s',
  (setBy, lastSeen, whenUnreachable, word, tone) => {
    expect(scannerState({ setBy, whenUnreachable, lastSeen })).toEqual({ word, tone });
  },
);
