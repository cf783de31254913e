import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { config } from '#lib/config/index.ts';
import { checkScanner, type Scanner, scanBytes } from '#lib/scanning/index.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { lacks } from './lacks.ts';
import { startClamd } from './servers/clamd.ts';

const marker = 'the marker that our own signature file names';
const maxBytes = 1_000_000;

let clamd: Awaited<ReturnType<typeof startClamd>>;
beforeAll(async () => {
  clamd = await startClamd({ marker, maxBytes });
  allowEgress(clamd.host, clamd.port);
  // What the operator's environment would name.
  config().clamd = { kind: 'socket', path: clamd.socket };
});
afterAll(() => clamd?.stop());

const scanners = [
  ['port', () => ({ kind: 'tcp', host: clamd.host, port: clamd.port })],
  ['socket', () => ({ kind: 'socket', path: clamd.socket })],
] as const satisfies [string, () => Scanner][];

/** A file of this size with the text in its middle. */
function aFile(text: string, size = 200_000): Buffer {
  const file = Buffer.alloc(size, 'harmless ');
  file.write(text, Math.floor(size / 2));
  return file;
}

describe.skipIf(lacks('clamd'))('ClamAV', () => {
  it.each(scanners)('answers at its %s', async (_what, scanner) => {
    expect(await checkScanner(scanner())).toEqual({ kind: 'answers', version: expect.stringMatching(/^ClamAV \d/) });
  });

  it.each(scanners)('finds what its signatures name, and nothing in any other file: by %s', async (_what, scanner) => {
    expect(await scanBytes(scanner(), aFile(marker))).toEqual({ kind: 'infected', signature: clamd.signature });
    expect(await scanBytes(scanner(), aFile('some other text'))).toEqual({ kind: 'clean' });
    expect(await scanBytes(scanner(), Buffer.alloc(0))).toEqual({ kind: 'clean' });
    expect(clamd.log()).toMatch(new RegExp(`instream\\(.*\\): ${clamd.signature} FOUND`));
  });

  it('looks into what is packed', async () => {
    expect(await scanBytes(scanners[0][1](), gzipSync(aFile(marker)))).toMatchObject({ kind: 'infected' });
  });

  it.each(scanners)('is not taken for a yes when a file is too large for it: by %s', async (_what, scanner) => {
    const verdict = await scanBytes(scanner(), aFile('harmless', maxBytes + 1));
    expect(verdict).toMatchObject({ kind: 'too_large', reply: { code: 'SIZE_LIMIT' } });
    expect(await scanBytes(scanner(), aFile('harmless', maxBytes))).toEqual({ kind: 'clean' });
  });

  it('is not taken for a yes when it is gone', async () => {
    await clamd.stop();
    const [, byPort] = scanners[0];
    const [, bySocket] = scanners[1];
    const nobody = (code: string) => ({ kind: 'unreachable', reply: { protocol: 'network', code } });
    expect(await scanBytes(byPort(), aFile(marker))).toMatchObject(nobody('ECONNREFUSED'));
    expect(await scanBytes(bySocket(), aFile(marker))).toMatchObject(nobody('ENOENT'));
    expect(await checkScanner(byPort())).toMatchObject(nobody('ECONNREFUSED'));
  });
});
