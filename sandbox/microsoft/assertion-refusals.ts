import type { ClientCertificate } from './certificates.ts';
import { type Refusal, refusal } from './replies.ts';

/** `Start=02/07/2021 17:00:39`: how these refusals, and no others, write a moment. */
function american(iso: string): string {
  const [, year, month, day, clock] = /^(\d+)-(\d+)-(\d+)T(\d+:\d+:\d+)/.exec(iso) ?? [];
  return `${month}/${day}/${year} ${clock}`;
}

type Key = { thumbprint?: string | undefined; found?: ClientCertificate | undefined; clientId: string };

/** The long bracket behind every refused key, with what is known of the key in it. */
function reason(why: string, { thumbprint, found, clientId }: Key): string {
  const parts = [
    why,
    ...(thumbprint ? [`Thumbprint of key used by client: '${thumbprint}'`] : []),
    ...(found ? [`Found key 'Start=${american(found.startsAt)}, End=${american(found.endsAt)}'`] : []),
    `Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '${clientId}'. Review the documentation at https://docs.microsoft.com/en-us/graph/deployments to determine the corresponding service endpoint and https://docs.microsoft.com/en-us/graph/api/application-get?view=graph-rest-1.0&tabs=http to build a query request URL, such as 'https://graph.microsoft.com/beta/applications/${clientId}'`,
  ];
  return `[Reason - ${parts.join(', ')}].`;
}

const page =
  'Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .';
const sevenDigits = (at: Date): string => at.toISOString().replace('Z', '0000Z');
const refused = (code: number, text: string): Refusal => refusal(code, 401, 'invalid_client', text);

/** What Entra says to a client assertion it does not take; the words are those of public issue threads. */
export const assertionRefusals = {
  malformed: () => refusal(50027, 400, 'invalid_request', 'JWT token is invalid or malformed.'),
  algorithm: (name: string) =>
    refused(
      5002738,
      `Invalid JWT token. '${name}' is not a supported signature algorithm. Supported signing algorithms are: 'RS256, PS256'.`,
    ),
  keyNotFound: (key: Key) =>
    refused(
      700027,
      `The certificate with identifier used to sign the client assertion is not registered on application. ${reason('The key was not found.', key)}`,
    ),
  keyExpired: (key: Key) =>
    refused(700027, `Client assertion contains an invalid signature. ${reason('The key used is expired.', key)}`),
  signatureWrong: (key: Key) =>
    refused(
      700027,
      `Client assertion contains an invalid signature. ${reason('Key was found, but use of the key to verify the signature failed.', key)}`,
    ),
  outsideItsTime: (from: Date, to: Date) =>
    refused(
      700024,
      `Client assertion is not within its valid time range. Current time: ${sevenDigits(new Date())}, assertion valid from ${sevenDigits(from)}, expiry time of assertion ${sevenDigits(to)}. ${page}`,
    ),
  audienceWrong: () => refused(700023, `Client assertion audience claim does not match Realm issuer. ${page}`),
  clientWrong: () =>
    refused(700021, `Client assertion application identifier doesn't match 'client_id' parameter. ${page}`),
} as const;
