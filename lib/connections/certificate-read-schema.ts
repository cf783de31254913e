import { z } from 'zod';
import { certificateFactsSchema } from '#lib/crypto/certificate-schema.ts';

/** Reading a certificate before it is saved. Safe in the browser; everybody takes it from schema.ts. */

export const certificateReadInputSchema = z.strictObject({
  pem: z.string().max(60_000, 'Use at most 60,000 characters.'),
  /** `trust`: certificates that a connection is to trust. `client`: the key and certificate by which it shows who it is. */
  purpose: z.enum(['trust', 'client']).default('trust'),
});
export type CertificateReadInput = z.infer<typeof certificateReadInputSchema>;

export const certificateReadSchema = z.object({
  /** For `client` the one that belongs to the key, or none. */
  certificates: z.array(certificateFactsSchema),
  /** For `client`: what kind of key it is, and its size. */
  pair: z.object({ algorithm: z.string(), bits: z.number().nullable() }).nullable(),
});
export type CertificateRead = z.infer<typeof certificateReadSchema>;
