import { z } from 'zod';
import { problemSchema } from './grant-schema.ts';
import { address, connectionInputSchema } from './input-schema.ts';

/** Trying settings before they are saved. Safe in the browser; everybody takes it from schema.ts. */

export const tryInputSchema = z
  .looseObject({ to: address.optional() })
  .describe('A new connection, as it would be saved, and in `to` who gets one test e-mail; none is sent without.')
  .transform(({ to, ...rest }, context) => {
    const read = connectionInputSchema.safeParse(rest);
    if (read.success) return { connection: read.data, to };
    for (const { path, message } of read.error.issues) context.addIssue({ code: 'custom', path, message });
    return z.NEVER;
  });
export type TryInput = z.infer<typeof tryInputSchema>;

export const tryOutcomeSchema = z.object({
  /** `accepted`: signed in, or, where a test e-mail was asked for, that was taken. `unknown`: the answer was lost. */
  kind: z.enum(['accepted', 'refused', 'unknown']),
  problem: problemSchema.nullable(),
});
export type TryOutcome = z.infer<typeof tryOutcomeSchema>;
