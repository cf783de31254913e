import type { Secret } from '#lib/crypto/index.ts';
import { EgressError, egressFetch } from '#lib/egress/index.ts';
import { retryAfterMs } from '#lib/errors/index.ts';
import { hasSentence, sentence } from '#lib/strings/index.ts';
import { signedHeaders } from './sign-delivery.ts';

/** From the resolver to the last byte of the answer. A try holds its delivery for longer. */
const timeoutMs = 10_000;
/** Nobody reads the answer. */
const maxBytes = 64 * 1024;

export type Posted = {
  isDelivered: boolean;
  responseStatus: number | null;
  problem: string | null;
  retryAfterMs: number;
};

/** Sends one delivery once. Any 2xx is taken for a yes, a redirect is not followed, and nothing of the answer is kept. */
export async function postDelivery(
  delivery: { id: string; body: string },
  { url, secrets }: { url: string; secrets: readonly Secret[] },
): Promise<Posted> {
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Mailgrant',
    ...signedHeaders(secrets, delivery.id, new Date(), delivery.body),
  };
  try {
    const answer = await egressFetch(url, { method: 'POST', headers, body: delivery.body, timeoutMs, maxBytes });
    const responseStatus = answer.status;
    if (answer.ok) return { isDelivered: true, responseStatus, problem: null, retryAfterMs: 0 };
    const pauseMs = retryAfterMs(answer.headers.get('retry-after')) ?? 0;
    const problem = sentence('webhooks.why.status', { status: responseStatus });
    return { isDelivered: false, responseStatus, problem, retryAfterMs: pauseMs };
  } catch (error) {
    if (!(error instanceof EgressError)) throw error;
    const { status = null, code = '', text } = error.reply;
    // Whoever answered took it: it was only longer than anybody reads.
    if (code === 'ETOOLARGE' && status !== null && status < 300) {
      return { isDelivered: true, responseStatus: status, problem: null, retryAfterMs: 0 };
    }
    return { isDelivered: false, responseStatus: status, problem: describe(url, code, text), retryAfterMs: 0 };
  }
}

/** Resolvers and sockets say the same in several ways. */
const sameAs: Record<string, string> = { EAI_AGAIN: 'ENOTFOUND', ECONNRESET: 'ECONNECTION', EPIPE: 'ECONNECTION' };

function describe(url: string, code: string, text: string): string {
  const key = `webhooks.why.${sameAs[code] ?? code}`;
  const { host, hostname } = new URL(url);
  return sentence(hasSentence(key) ? key : 'webhooks.why.other', { host, hostname, text });
}
