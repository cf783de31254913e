import { type Reply, retryAfterMs } from '#lib/errors/index.ts';
import type { SendOutcome } from '#lib/transports/types.ts';

type Answer = { status: number; retryAfter: string | null; body: string };

/** What the Gmail API's answer to messages.send says of the message. */
export function readGmailAnswer({ status, retryAfter, body }: Answer): SendOutcome {
  const json = parse(body);
  if (status === 200 && typeof json?.id === 'string') {
    return { kind: 'accepted', reply: { protocol: 'gmail', status, text: `Accepted (message ${json.id})` } };
  }
  const error = readError(json);
  return { kind: refusalKind(status, error !== undefined), reply: replyOf(status, retryAfter, error) };
}

/**
 * Gmail's own error says that the message was not taken. A gateway's answer says nothing about it. A yes without the
 * message's id came from something else on the way.
 */
function refusalKind(status: number, isGmailError: boolean): 'refused' | 'unknown' {
  if (status < 400 || status === 502 || status === 504) return 'unknown';
  return status === 500 && !isGmailError ? 'unknown' : 'refused';
}

type GmailError = { code: string | undefined; message: string };

/** `{"error":{"message","status","errors":[{"reason"}],"details":[{"reason"}]}}` (guides/handle-errors, seen live). */
function readError(json: Json | undefined): GmailError | undefined {
  const error = json && record(json.error);
  if (!error) return undefined;
  const reasons = [...list(error.details), ...list(error.errors)].map(({ reason }) => reason);
  const code = [...reasons, error.status].find((one) => typeof one === 'string');
  return { code, message: typeof error.message === 'string' ? error.message : '' };
}

function replyOf(status: number, retryAfter: string | null, error: GmailError | undefined): Reply {
  return {
    protocol: 'gmail',
    status,
    code: error?.code,
    text: error ? error.message : `HTTP ${status} without an error of Gmail.`,
    retryAfterMs: retryAfterMs(retryAfter) ?? untilNamedTime(error?.message ?? ''),
  };
}

/** No header says when a mailbox may send again: the time stands in the words (“Retry after 2026-11-22T05:10:00.000Z”). */
function untilNamedTime(words: string): number | undefined {
  const named = /retry after (\d{4}-\d\d-\d\dT[\d:.]+Z)/i.exec(words)?.[1];
  return named ? retryAfterMs(new Date(named).toUTCString()) : undefined;
}

type Json = Record<string, unknown>;

function record(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null ? (value as Json) : undefined;
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(record).filter((one) => one !== undefined) : [];
}

/** Gateways answer with pages instead. */
function parse(body: string): Json | undefined {
  try {
    return record(JSON.parse(body));
  } catch {
    return undefined;
  }
}
