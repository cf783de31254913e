import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { AppError, type ErrorCode, onTheWire } from '#lib/errors/index.ts';
import { log } from '#lib/log/index.ts';
import { problemResponse } from './problem.ts';

// The log reads the environment.
beforeAll(() => {
  vi.stubEnv('DATABASE_URL', 'postgresql://nobody@127.0.0.1:1/none');
});
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(() => {
  vi.unstubAllEnvs();
});

const codes = Object.keys(onTheWire) as ErrorCode[];

it.each(codes)('answers %s as the table says, and when to come back where that may help', async (code) => {
  const answer = problemResponse(new AppError(code, 'Because.'), 'req-1');
  expect(answer.status).toBe(onTheWire[code].http);
  expect(answer.headers.has('retry-after')).toBe(onTheWire[code].retry);
  expect(await answer.json()).toMatchObject({ code, detail: 'Because.', requestId: 'req-1' });
});

it('tells nobody to come back for a bug, and says nothing of it but where to look', async () => {
  const error = new TypeError('secret of ours');
  const said = vi.spyOn(log(), 'error');
  const answer = problemResponse(error, 'req-2');
  expect([answer.status, answer.headers.has('retry-after')]).toEqual([500, false]);
  expect(await answer.text()).not.toContain('secret of ours');
  expect(said).toHaveBeenCalledWith({ err: error, requestId: 'req-2' }, 'a request failed');
});

it('warns in the log of a database that is away, with what the driver said, which is no refusal', async () => {
  const [warned, told] = [vi.spyOn(log(), 'warn'), vi.spyOn(log(), 'info')];
  const error = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  const answer = problemResponse(error, 'req-3');
  expect(await answer.json()).toMatchObject({ status: 503, code: 'database_unavailable', requestId: 'req-3' });
  expect(warned.mock.calls).toEqual([[{ err: error, requestId: 'req-3' }, 'the database is away']]);
  expect(told).not.toHaveBeenCalled();
});

it('keeps the cause of a refusal in the log', () => {
  const told = vi.spyOn(log(), 'info');
  const error = new AppError('conflict', 'Changed.', { cause: new Error('version 2') });
  problemResponse(error, 'req-4');
  expect(told).toHaveBeenCalledWith({ err: error, requestId: 'req-4' }, 'refused');
});
