import { z } from 'zod';
import { providerIds } from '#lib/providers/schema.ts';
import { revocationForecastSchema, revocationSchema } from './grant-schema.ts';

/** Deleting all mail settings, in the REST API and on its dialog. Safe in the browser; everybody takes it from schema.ts. */

const cleared = {
  id: z.uuid(),
  provider: z.enum(providerIds),
  providerLabel: z.string(),
  senderAddress: z.string(),
  senderName: z.string(),
  /** What it is, or was until then. */
  stage: z.enum(['candidate', 'active']),
};

/** What deleting all mail settings would take, the active connection first. */
export const clearingForecastSchema = z.object({
  connections: z.array(z.object({ ...cleared, ...revocationForecastSchema.shape })),
});
export type ClearingForecast = z.infer<typeof clearingForecastSchema>;

/** What it took, and what became of each access at its provider: null where there was none to end. */
export const clearedSchema = z.object({
  connections: z.array(z.object({ ...cleared, revocation: revocationSchema.nullable() })),
});
export type Cleared = z.infer<typeof clearedSchema>;

/** A program that lost the id it meant to delete asks this address too: nothing is taken without the word. */
export const clearQuerySchema = z.strictObject({
  clear: z
    .literal('everything', 'This deletes every connection of the tenant. If that is meant, add ?clear=everything.')
    .describe('Says that all connections are meant, the active one too.'),
});
