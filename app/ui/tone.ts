import type { ConnectionView } from '#lib/connections/schema.ts';

export type Tone = 'good' | 'warn' | 'bad' | 'off';
export type Health = ConnectionView['health'];

/** Green works, amber will need someone, red needs someone now, grey is off. */
export const toneOfHealth: Record<Health, Tone> = {
  untested: 'off',
  working: 'good',
  retrying: 'warn',
  invalid: 'bad',
  needs_consent: 'bad',
  blocked: 'bad',
};
