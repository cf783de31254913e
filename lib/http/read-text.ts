import { AppError } from '#lib/errors/index.ts';

const usualMaxBytes = 64 * 1024;

/** Reads the body of a request as text; more than 64 KiB, or as given, is refused (413) without being read to its end. */
export async function readText(request: Request, maxBytes: number = usualMaxBytes): Promise<string> {
  const tooLarge = new AppError('too_large', `Send at most ${maxBytes} bytes.`);
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge;
  const chunks: Uint8Array[] = [];
  let received = 0;
  // Counted while reading: the length may be absent or a lie.
  for await (const chunk of request.body ?? []) {
    received += chunk.byteLength;
    if (received > maxBytes) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
