import { z } from 'zod';
import { baseUrl, link, mailServer, only, text } from './value-shapes.ts';

/** What an operator may put in place of one cloud's values. */
const cloudValues = {
  /** Where directories sign in, without a directory's id. */
  authority: baseUrl,
  graphUrl: baseUrl,
  ...mailServer,
  links: only({
    registration: link,
    /** `{address}` stands for the mailbox. */
    mailbox: text,
  }).partial(),
};
const cloud = only(cloudValues).partial();

/** What an operator may put in place of the global cloud's values and, below `clouds`, of the national ones'. */
export const microsoftValues = only({
  ...cloudValues,
  /** `once` where something between here and Entra forgives no second use of a refresh token. */
  refreshTokenReuse: z.enum(['allowed', 'once'], 'must be allowed or once'),
  clouds: only({ usGov: cloud, dod: cloud, china: cloud }).partial(),
}).partial();

export type MicrosoftValues = z.infer<typeof microsoftValues>;
