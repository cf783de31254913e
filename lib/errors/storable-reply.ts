import type { Reply } from './reply.ts';
import { secretRemover } from './secret-remover.ts';
import { withoutControls } from './without-controls.ts';

const maxTextLength = 2_000;
const maxCodeLength = 200;
const maxNumbers = 20;
/** Looked at for secrets; the answer of a hostile server may be a megabyte. */
const maxReadLength = 40_000;

/**
 * The reply as it may be stored, logged and shown: the secrets that were sent cut out of every text (a server may echo
 * them), each field bounded, without control characters and fit for a JSON column, the text never empty, and what is
 * absent left out.
 */
export function storableReply(reply: Reply, sent: readonly string[]): Reply {
  const withoutSecrets = secretRemover(sent);
  // Postgres's jsonb refuses NUL and half of a surrogate pair. The secrets go after what would hide them, and before the
  // length is cut: the beginning of one must not be left at the end.
  const bounded = (text: string, length: number) =>
    withoutSecrets(withoutControls(text.slice(0, maxReadLength)))
      .slice(0, length)
      .toWellFormed();
  const code = reply.code === undefined ? undefined : bounded(reply.code, maxCodeLength);
  const text = bounded(reply.text, maxTextLength);
  const fields: Reply = {
    ...reply,
    code,
    numbers: reply.numbers?.slice(0, maxNumbers),
    suberror: reply.suberror === undefined ? undefined : bounded(reply.suberror, maxCodeLength),
    challenge: reply.challenge === undefined ? undefined : bounded(reply.challenge, maxTextLength),
    text: text.trim() === '' ? code || String(reply.status ?? 'No words.') : text,
  };
  // Absent rather than undefined: a reply is stored as JSON and compared.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Reply;
}
