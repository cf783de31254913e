import { askClamd, NoAnswer } from './ask-clamd.ts';
import { oneLine, shownLength } from './one-line.ts';
import type { Scanner, Verdict } from './types.ts';

const defaultTimeoutMs = 20_000;

const chunkBytes = 32 * 1024;

/**
 * Has a scanner look at these bytes. Only its own word makes them clean: silence, and an answer that is no verdict,
 * is `unreachable`.
 */
export async function scanBytes(
  scanner: Scanner,
  bytes: Uint8Array,
  timeoutMs: number = defaultTimeoutMs,
): Promise<Verdict> {
  try {
    return readVerdict(await askClamd(scanner, instream(bytes), timeoutMs));
  } catch (error) {
    if (error instanceof NoAnswer) return { kind: 'unreachable', reply: error.reply };
    throw error;
  }
}

/** clamd(8), INSTREAM: each chunk behind its length, four bytes in network order; one of length zero ends the file. */
function instream(bytes: Uint8Array): Buffer {
  const parts: Uint8Array[] = [Buffer.from('zINSTREAM\0')];
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const chunk = bytes.subarray(at, at + chunkBytes);
    parts.push(lengthOf(chunk), chunk);
  }
  return Buffer.concat([...parts, lengthOf(new Uint8Array())]);
}

function lengthOf(chunk: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(chunk.length);
  return length;
}

/** Its words, as clamd/session.c and clamd/scanner.c write them. */
function readVerdict(answer: string): Verdict {
  const text = oneLine(answer);
  if (text === 'stream: OK') return { kind: 'clean' };
  const signature = /^stream: +(.+) FOUND$/.exec(text)?.[1]?.slice(0, shownLength);
  if (signature) return { kind: 'infected', signature };
  const said = { protocol: 'clamd' as const, text: text.slice(0, shownLength) };
  if (text.startsWith('INSTREAM size limit exceeded')) {
    return { kind: 'too_large', reply: { ...said, code: 'SIZE_LIMIT' } };
  }
  return { kind: 'unreachable', reply: { ...said, code: text.endsWith('ERROR') ? 'ERROR' : 'EPROTOCOL' } };
}
