import type { Tone } from '#app/ui/tone.ts';
import type { ScannerView } from '#lib/files/schema.ts';

type Known = Pick<ScannerView, 'setBy' | 'whenUnreachable' | 'lastSeen'>;

/** The one word for the virus scanner, by how it was when it was last asked; that one is set does not say that it is there. */
export function scannerState({ setBy, whenUnreachable, lastSeen }: Known): {
  word: 'off' | 'unknown' | 'on' | 'down';
  tone: Tone;
} {
  if (setBy === null) return { word: 'off', tone: 'off' };
  if (lastSeen === null) return { word: 'unknown', tone: 'off' };
  if (lastSeen.answers) return { word: 'on', tone: 'good' };
  return { word: 'down', tone: whenUnreachable === 'refuse' ? 'bad' : 'warn' };
}
