import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { config } from '#lib/config/index.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import {
  type ClamdMood,
  infectedText,
  startClamd,
  type TestClamd,
  testSignature,
  testVersion,
} from '#lib/testing/clamd.ts';
import { checkScanner, type Scanner, scanBytes } from './index.ts';

let clamd: TestClamd;
let scanner: Scanner;
beforeAll(async () => {
  clamd = await startClamd();
  allowEgress('localhost', clamd.port);
  scanner = { kind: 'tcp', host: 'localhost', port: clamd.port };
});
afterAll(() => clamd.close());
beforeEach(() => {
  Object.assign(clamd, { mood: 'answers', streamMaxLength: 25 * 1024 * 1024, commands: [], files: [] });
});

const bytes = (text: string) => Buffer.from(text);

describe('a file', () => {
  it.each([0, 1, 32_768, 32_769, 200_000])('of %i bytes arrives whole, and is clean', async (size) => {
    const file = Buffer.alloc(size, 'abcdefg');
    expect(await scanBytes(scanner, file)).toEqual({ kind: 'clean' });
    expect(clamd.files).toEqual([file]);
  });

  it('that is infected is refused by the name of what was found', async () => {
    const file = Buffer.concat([Buffer.alloc(32_760), bytes(infectedText)]);
    expect(await scanBytes(scanner, file)).toEqual({ kind: 'infected', signature: testSignature });
  });

  it('that the scanner finds too large is told from one that it could not be asked about', async () => {
    clamd.streamMaxLength = 1_000;
    const reply = { protocol: 'clamd', code: 'SIZE_LIMIT', text: 'INSTREAM size limit exceeded. ERROR' };
    expect(await scanBytes(scanner, Buffer.alloc(1_001))).toEqual({ kind: 'too_large', reply });
    expect(await scanBytes(scanner, Buffer.alloc(64 * 1024))).toEqual({ kind: 'too_large', reply });
    expect(await scanBytes(scanner, Buffer.alloc(1_000))).toEqual({ kind: 'clean' });
  });

  it('keeps the name of a signature to one short line', async () => {
    clamd.mood = { says: `stream: ${'\u001b[31m'}a\nb${'c'.repeat(300)} FOUND\0` };
    expect(await scanBytes(scanner, bytes('x'))).toEqual({ kind: 'infected', signature: `[31ma b${'c'.repeat(193)}` });
  });
});

describe('never clean without the word of a scanner', () => {
  const answers: [string, ClamdMood, string][] = [
    ['it hangs up', 'hangs up', 'ECONNECTION'],
    ['it says nothing', 'silent', 'ETIMEDOUT'],
    ['it never ends', 'endless', 'EPROTOCOL'],
    ['it is cut off', { says: 'stream: OK' }, 'ECONNECTION'],
    ['it says nothing at all', { says: '\0' }, 'EPROTOCOL'],
    ['it speaks of another file', { says: '/etc/passwd: OK\0' }, 'EPROTOCOL'],
    ['it says more than yes', { says: 'stream: OK, I think\0' }, 'EPROTOCOL'],
    ['it failed', { says: 'stream: Can’t allocate memory ERROR\0' }, 'ERROR'],
    ['it is another server', { says: '220 mail.example ESMTP\r\n\0' }, 'EPROTOCOL'],
  ];
  it.each(answers)('%s', async (_what, mood, code) => {
    clamd.mood = mood;
    const verdict = await scanBytes(scanner, bytes('x'), mood === 'silent' ? 200 : 20_000);
    expect(verdict).toMatchObject({ kind: 'unreachable', reply: { code } });
  });

  it('nobody listens, or nobody may be asked there', async () => {
    const closed = await startClamd();
    await closed.close();
    const there: Scanner = { kind: 'tcp', host: 'localhost', port: closed.port };
    expect(await scanBytes(there, bytes('x'))).toMatchObject({ kind: 'unreachable', reply: { code: 'EGRESS_DENIED' } });
    allowEgress('localhost', closed.port);
    expect(await scanBytes(there, bytes('x'))).toMatchObject({ kind: 'unreachable', reply: { code: 'ECONNREFUSED' } });
  });
});

describe('a check', () => {
  it('tells the version', async () => {
    expect(await checkScanner(scanner)).toEqual({ kind: 'answers', version: testVersion });
    expect(clamd.commands).toEqual(['zPING', 'zVERSION']);
  });

  it.each([
    ['220 mail.example ESMTP\r\n\0', 'EPROTOCOL'],
    ['SSH-2.0-OpenSSH_10.0\r\n', 'ECONNECTION'],
  ])('takes no other server for one: %j', async (says, code) => {
    clamd.mood = { says };
    expect(await checkScanner(scanner)).toMatchObject({ kind: 'unreachable', reply: { code } });
  });

  it('ends in time', async () => {
    clamd.mood = 'silent';
    expect(await checkScanner(scanner, 200)).toMatchObject({ kind: 'unreachable', reply: { code: 'ETIMEDOUT' } });
  });
});

describe('a socket of this machine', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'clamd-'));
  const own: Scanner = { kind: 'socket', path: path.join(folder, 'clamd.ctl') };
  const other: Scanner = { kind: 'socket', path: path.join(folder, 'other.ctl') };
  let local: TestClamd[];
  beforeAll(async () => {
    local = await Promise.all([startClamd({ path: own.path }), startClamd({ path: other.path })]);
    config().clamd = own;
  });
  afterAll(async () => {
    config().clamd = undefined;
    await Promise.all(local.map((each) => each.close()));
    rmSync(folder, { recursive: true });
  });

  it('is asked where the operator names it', async () => {
    expect(await scanBytes(own, bytes(infectedText))).toEqual({ kind: 'infected', signature: testSignature });
    expect(await checkScanner(own)).toMatchObject({ kind: 'answers' });
  });

  it('is not asked anywhere else', async () => {
    expect(await scanBytes(other, bytes('x'))).toMatchObject({
      kind: 'unreachable',
      reply: { code: 'EGRESS_DENIED' },
    });
    expect(local.map(({ commands }) => commands.length)).toEqual([3, 0]);
  });
});
