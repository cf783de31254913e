import { z } from 'zod';

/** What the operator says of this installation, for whoever tests a connection. Everybody takes it from schema.ts. */
export const installationSchema = z.object({
  /** Where its connections come from, as mail servers see it. Empty where the operator has not said: never guessed. */
  outgoingAddresses: z.array(z.string()),
  /** What every test e-mail is called. */
  testEmailSubject: z.string(),
  /** How often a tenant may try its connections within a minute. */
  triesPerMinute: z.number(),
  /** Whether anything here is renewed by itself: a worker was heard of lately. */
  workerRuns: z.boolean(),
});
export type Installation = z.infer<typeof installationSchema>;
