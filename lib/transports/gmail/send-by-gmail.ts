import { EgressError, egressFetch } from '#lib/egress/index.ts';
import { storableReply } from '#lib/errors/index.ts';
import { bearerToken } from '#lib/transports/bearer-token.ts';
import { composeMime } from '#lib/transports/compose-mime.ts';
import type { OutgoingMail, SendOutcome, Via } from '#lib/transports/types.ts';
import { readGmailAnswer } from './read-gmail-answer.ts';

/**
 * Gmail's client alone, without the rest of the package, and loaded with the first mail that needs it: 80 ms and 27 MB
 * that other processes are spared. It signs nothing in and looks nothing up by itself.
 */
async function gmail() {
  const { gmail_v1 } = await import('googleapis/build/src/apis/gmail/v1.js');
  return new gmail_v1.Gmail({});
}

/** Up to this, a message travels as JSON, a third larger; beyond, as its own bytes, of which Gmail takes 35 MiB. */
const maxJsonBytes = 2 * 1024 * 1024;

/** A minute, and as long as the bytes take at two megabits a second. */
const timeoutFor = (bytes: number) => 60_000 + Math.ceil(bytes / 250);

/**
 * Hands one message to the Gmail API's messages.send, in the name of whoever the token is of: a person, or the one a
 * service account acts for. 200 with the message's id is the only yes; Gmail always keeps a copy in Sent.
 */
export async function sendByGmail(mail: OutgoingMail, via: Via): Promise<SendOutcome> {
  const { kind, reply } = await attempt(await composeMime(mail), via);
  // Proxies and debugging endpoints echo headers.
  return { kind, reply: storableReply(reply, [bearerToken(via)]) };
}

async function attempt(mime: Buffer, via: Via): Promise<SendOutcome> {
  const { users } = await gmail();
  try {
    const { status, headers, data } = await users.messages.send(
      mime.length > maxJsonBytes
        ? { userId: 'me', media: { mimeType: 'message/rfc822', body: mime } }
        : { userId: 'me', requestBody: { raw: mime.toString('base64url') } },
      optionsFor(via, timeoutFor(mime.length)),
    );
    return readGmailAnswer({ status, retryAfter: headers['retry-after'] ?? null, body: String(data) });
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (!(cause instanceof EgressError)) throw error;
    return { kind: cause.requestSent ? 'unknown' : 'refused', reply: cause.reply };
  }
}

/**
 * The base belongs into each call: set on the client alone, uploads would still go to the real Gmail. The library's own
 * retries would send a second copy after a lost answer, its own fetch would pass egress by, and its variable for other
 * universes would change the host.
 */
function optionsFor(via: Via, timeoutMs: number) {
  return {
    rootUrl: `${via.apiUrl.replace(/\/+$/, '')}/`,
    universeDomain: 'googleapis.com',
    headers: { authorization: `Bearer ${bearerToken(via)}` },
    retry: false,
    responseType: 'text',
    validateStatus: () => true,
    fetchImplementation: (url: string | URL | Request, init: RequestInit = {}) => {
      const { method = 'GET', headers = {}, body = null } = init;
      const { caCertificate, proxy } = via;
      return egressFetch(String(url), { method, headers, body, caCertificate, proxy, timeoutMs });
    },
  } as const;
}
