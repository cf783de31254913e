import type { z } from 'zod';
import { baseUrl, link, mailServer, only, text } from './value-shapes.ts';

/** Google's own pages that the guide and the sentences lead to. */
const links = only({
  clients: link,
  newClient: link,
  branding: link,
  audience: link,
  dataAccess: link,
  /** The page that enables the Gmail API; a project is named behind it. */
  gmailApi: link,
  serviceAccounts: link,
  /** Domain-wide delegation, in the Admin console. */
  delegation: link,
  /** Where a person takes away what an application was allowed. */
  grants: link,
  /** `{address}` stands for the mailbox. */
  mailbox: text,
});

/** What an operator may put in place of the real Google's values. */
export const googleValues = only({
  /** Issuer of ID tokens; discovery is below it. */
  authority: baseUrl,
  authorizeUrl: baseUrl,
  tokenUrl: baseUrl,
  revokeUrl: baseUrl,
  /** Root of the Gmail API. */
  gmailUrl: baseUrl,
  ...mailServer,
  links: links.partial(),
}).partial();

export type GoogleValues = z.infer<typeof googleValues>;
export type GoogleLinks = z.infer<typeof links>;
