import type { z } from 'zod';
import { baseUrl, mailServer, only } from './value-shapes.ts';

/** What an operator may put in place of the addresses of a provider that is data alone. */
export const oauthMailValues = only({
  /** Issuer of ID tokens; discovery is below it. */
  issuer: baseUrl,
  authorizationEndpoint: baseUrl,
  tokenEndpoint: baseUrl,
  ...mailServer,
}).partial();

export type OauthMailValues = z.infer<typeof oauthMailValues>;
