import { EgressError, egressFetch } from '#lib/egress/index.ts';
import { type Reply, retryAfterMs, storableReply } from '#lib/errors/index.ts';
import { bearerToken } from '#lib/transports/bearer-token.ts';
import { composeMime } from '#lib/transports/compose-mime.ts';
import type { OutgoingMail, SendOutcome, Via } from '#lib/transports/types.ts';
import { graphMessage } from './graph-message.ts';

/** Large messages over slow lines: 4 MB, Graph's cap, at half a megabit. */
const timeoutMs = 60_000;

/**
 * Hands one message to Microsoft Graph's sendMail. MIME keeps every header as it is, but always leaves a copy in Sent
 * Items; JSON is the only form with a switch for that (user-sendmail). 202 is the only yes.
 */
export async function sendByGraph(mail: OutgoingMail, via: Via): Promise<SendOutcome> {
  const { kind, reply } = await attempt(mail, via);
  // Proxies and debugging endpoints echo headers.
  return { kind, reply: storableReply(reply, [bearerToken(via)]) };
}

async function attempt(mail: OutgoingMail, via: Via): Promise<SendOutcome> {
  const body = await sendMailBody(mail);
  try {
    const response = await egressFetch(sendMailUrl(via), {
      method: 'POST',
      headers: { authorization: `Bearer ${bearerToken(via)}`, 'content-type': body.type },
      body: body.content,
      caCertificate: via.caCertificate,
      proxy: via.proxy,
      timeoutMs,
    });
    return await outcome(response);
  } catch (error) {
    if (!(error instanceof EgressError)) throw error;
    return { kind: error.requestSent ? 'unknown' : 'refused', reply: error.reply };
  }
}

async function sendMailBody(mail: OutgoingMail): Promise<{ type: string; content: string }> {
  if (!mail.saveToSentItems) return { type: 'application/json', content: JSON.stringify(graphMessage(mail)) };
  const mime = await composeMime(mail);
  return { type: 'text/plain', content: mime.toString('base64') };
}

/** An application has no `me`; it names the mailbox it sends from. */
function sendMailUrl(via: Via): string {
  const mailbox = via.actingAs === 'user' ? 'me' : `users/${encodeURIComponent(via.mailbox)}`;
  return `${via.apiUrl.replace(/\/+$/, '')}/v1.0/${mailbox}/sendMail`;
}

async function outcome(response: Response): Promise<SendOutcome> {
  const id = response.headers.get('request-id');
  if (response.status === 202) {
    const text = id ? `Accepted (request-id ${id})` : 'Accepted';
    return { kind: 'accepted', reply: { protocol: 'graph', status: 202, text } };
  }
  const error = readError(await response.text());
  return { kind: refusalKind(response.status, error !== undefined), reply: reply(response, error) };
}

/**
 * Graph's own error says that the message was not taken. A gateway's answer says nothing about it: after a 504, copies
 * were delivered. A 2xx that is not 202 came from something else on the way.
 */
function refusalKind(status: number, isGraphError: boolean): 'refused' | 'unknown' {
  if (status < 300 || status === 502 || status === 504) return 'unknown';
  return status === 500 && !isGraphError ? 'unknown' : 'refused';
}

type GraphError = { code: string; message: string };

/** `{"error":{"code","message","innerError"}}` (concepts/errors). Gateways answer with pages instead. */
function readError(body: string): GraphError | undefined {
  try {
    const json: unknown = JSON.parse(body);
    const error = isRecord(json) ? json.error : undefined;
    if (!isRecord(error) || typeof error.code !== 'string') return undefined;
    return { code: error.code, message: typeof error.message === 'string' ? error.message : '' };
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function reply(response: Response, error: GraphError | undefined): Reply {
  return {
    protocol: 'graph',
    status: response.status,
    code: error?.code,
    text: error ? error.message : `HTTP ${response.status} without an error of Graph.`,
    retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
  };
}
