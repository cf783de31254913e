import { request } from 'node:http';
import { origin } from './places.ts';

export type RawAnswer = { status: number; headers: Record<string, string>; body: string };

/** Sends a target exactly as it is spelt: every other client tidies it up first. */
export function rawRequest(
  target: string,
  {
    method = 'GET',
    headers = {},
    body = '',
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(origin());
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path: target, method, headers, timeout: 30_000 }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const entries = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as const);
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: answer.statusCode ?? 0, headers: Object.fromEntries(entries), body: text });
      });
    });
    sent.on('timeout', () => sent.destroy(new Error(`${target} was not answered`)));
    sent.on('error', reject);
    sent.end(body);
  });
}
