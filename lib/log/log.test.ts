import { describe, expect, it } from 'vitest';
import { Secret } from '#lib/crypto/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { createLog } from './log.ts';

type Line = Record<string, unknown> & { level: string; msg: string; err: Record<string, unknown> };

/** A log whose lines are kept. */
function keptLog(level = 'info') {
  const texts: string[] = [];
  const log = createLog(level, { write: (text) => texts.push(text) });
  return { log, text: () => texts.join(''), lines: () => texts.map((text) => JSON.parse(text) as Line) };
}

const canary = 'canary-hunter2';

describe('a log line', () => {
  it('is one JSON object with level, time, process and message', () => {
    const { log, lines } = keptLog();
    log.info(
      { connectionId: 'c1', reply: { protocol: 'oauth', code: 'invalid_grant' } },
      'The provider said %s.',
      'no',
    );
    expect(lines()).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        pid: process.pid,
        connectionId: 'c1',
        reply: { protocol: 'oauth', code: 'invalid_grant' },
        msg: 'The provider said no.',
      },
    ]);
  });

  it('keeps to its level', () => {
    const { log, lines } = keptLog('warn');
    log.info('quiet');
    log.error('loud');
    expect(lines().map((line) => line.msg)).toEqual(['loud']);
  });

  it('keeps what an expected refusal says, its cause and its code', () => {
    const { log, lines } = keptLog();
    const cause = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
    log.error({ err: new AppError('provider_unavailable', 'The provider did not answer.', { cause }) }, 'refused');
    expect(lines()[0]?.err).toMatchObject({
      type: 'AppError',
      code: 'provider_unavailable',
      message: 'The provider did not answer.',
      stack: expect.stringContaining('log.test.ts'),
      cause: { type: 'Error', code: 'ECONNREFUSED' },
    });
  });

  it('describes an error given alone, and survives one that is its own cause', () => {
    const { log, lines } = keptLog();
    const error = new Error('round');
    error.cause = error;
    log.error(error);
    expect(lines()[0]).toMatchObject({ msg: 'round', err: { type: 'Error', cause: { cause: {} } } });
  });
});

describe('what never reaches the log', () => {
  const hidden: Record<string, unknown> = {
    'a Secret': { anything: new Secret(canary) },
    'a Secret in a list': { many: [{ deep: [new Secret(canary)] }] },
    authorization: { headers: { authorization: `Bearer ${canary}` } },
    'Set-Cookie': { res: { headers: { 'Set-Cookie': [canary] } } },
    Headers: { headers: new Headers({ cookie: `session=${canary}` }) },
    access_token: { answer: { access_token: canary } },
    refreshToken: { a: { b: { c: { refreshToken: canary } } } },
    client_secret: { client_secret: canary },
    password: { credentials: { password: canary } },
    code_verifier: { attempt: { code_verifier: canary } },
    query: { query: { code: canary, state: canary } },
    'a URL': { url: new URL(`https://a.example/callback?code=${canary}`) },
    body: { request: { body: canary } },
    recipients: { mail: { to: [canary], cc: canary, recipients: [canary], html: canary } },
    bytes: { chunk: Buffer.from(canary) },
    'another library’s fields of an error': {
      err: Object.assign(new Error('refused'), {
        envelope: { to: [canary] },
        rejected: [canary],
        config: { data: canary },
      }),
    },
    'fields of a cause': {
      err: new Error('outer', { cause: Object.assign(new Error('inner'), { response: canary }) }),
    },
    'a sentence with a callback': { note: `GET /oauth/callback/microsoft?code=${canary}&state=${canary}` },
    'an error with a token in it': { err: new Error(`Bearer ${canary} was refused`) },
    'a key of ours': { note: `mg_${canary}` },
    'a database address': { note: `postgres://app:${canary}@db/mailgrant` },
  };

  it.each(Object.entries(hidden))('%s', (_what, fields) => {
    const { log, text } = keptLog();
    log.info(fields as object, 'happened');
    log.child(fields as object).info('happened again');
    expect(text()).toContain('happened');
    expect(text()).toContain('happened again');
    expect(text()).not.toContain(canary);
    expect(text()).not.toContain(Buffer.from(canary).toString('base64'));
  });

  it('a token in the message itself', () => {
    const { log, text } = keptLog();
    const jwt = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from(canary).toString('base64url')}.c2ln`;
    log.info(`refresh_token=${canary} then ${jwt} then %s`, `Basic ${canary}`);
    expect(text()).not.toContain(canary);
    expect(text()).not.toContain(jwt);
    expect(text()).toContain('refresh_token=[redacted] then [redacted] then Basic [redacted]');
  });

  it('control: an ordinary logger prints all of these', async () => {
    const { pino } = await import('pino');
    for (const [what, fields] of Object.entries(hidden)) {
      if (['a Secret', 'a Secret in a list', 'Headers', 'bytes', 'fields of a cause'].includes(what)) continue;
      let text = '';
      const write = (line: string) => {
        text += line;
      };
      pino({}, { write }).info(fields as object, 'happened');
      expect(text, what).toContain(canary);
    }
  });
});
