import type { SandboxRequest } from '#sandbox/http/exchange.ts';
import { GmailError, gmailFaults } from './gmail-errors.ts';

/** `maxSize` of the upload method in Gmail's discovery document (providers.md §1.7). */
export const maxUploadBytes = 36_700_160;

/** The message of an upload: the body itself (`uploadType=media`), or the second part of `multipart/related`. */
export function readUpload(request: SandboxRequest): Buffer {
  const type = request.headers['content-type'] ?? '';
  if (!/^multipart\/related/i.test(type)) return requireBytes(request.body);
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (!boundary) throw new GmailError(gmailFaults.rawMissing());
  const [, media] = partsOf(request.body, boundary);
  return requireBytes(media);
}

function requireBytes(bytes: Buffer | undefined): Buffer {
  if (!bytes || bytes.length === 0) throw new GmailError(gmailFaults.rawMissing());
  return bytes;
}

/** Bodies of the parts (RFC 2046 §5.1.1), their headers taken off. */
function partsOf(body: Buffer, boundary: string): Buffer[] {
  const mark = Buffer.from(`--${boundary}`);
  const parts: Buffer[] = [];
  let from = body.indexOf(mark);
  while (from >= 0) {
    const start = from + mark.length;
    const next = body.indexOf(mark, start);
    if (next < 0) break;
    parts.push(contentOf(body.subarray(start, next)));
    from = next;
  }
  return parts;
}

function contentOf(part: Buffer): Buffer {
  const gap = part.indexOf('\r\n\r\n');
  const content = gap < 0 ? part : part.subarray(gap + 4);
  return content.subarray(-2).toString() === '\r\n' ? content.subarray(0, -2) : content;
}
