import { z } from 'zod';

/** What an authorization server says of itself. Safe in the browser; everybody takes it from schema.ts. */

export const discoveryInputSchema = z.strictObject({
  /** The address of a discovery document, or the issuer that has one. */
  url: z
    .string()
    .trim()
    .max(2048, 'Use at most 2048 characters.')
    .pipe(z.url({ protocol: /^https?$/, error: 'Enter a full URL, starting with https://.' })),
});
export type DiscoveryInput = z.infer<typeof discoveryInputSchema>;

export const discoverySchema = z.object({
  issuer: z.string(),
  authorizationEndpoint: z.string(),
  tokenEndpoint: z.string(),
  /** It promises to name itself in its answers (RFC 9207). */
  issInResponse: z.boolean(),
  /** It lists no other way for a client to show its secret than HTTP Basic. */
  takesBasicOnly: z.boolean(),
});
export type Discovery = z.infer<typeof discoverySchema>;
