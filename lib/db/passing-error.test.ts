import { expect, it } from 'vitest';
import { ZodError } from 'zod';
import { AppError } from '#lib/errors/index.ts';
import { DatabaseAway, fromDatabase, isPassingDatabaseError } from './passing-error.ts';

const prismaError = (code: string, cause: object) =>
  Object.assign(new Error('database error'), { code, meta: { driverAdapterError: { cause } } });
const adapterError = (cause: object) =>
  Object.assign(new Error('database error', { cause }), { name: 'DriverAdapterError' });
const systemError = (code: string) => Object.assign(new Error('connect'), { code });

it.each([
  ['not reachable', prismaError('P1001', {})],
  ['not reachable, in a raw query', prismaError('P2010', { kind: 'DatabaseNotReachable' })],
  ['shut down by an administrator', prismaError('P2039', { originalCode: '57P01' })],
  ['the same while it commits', adapterError({ originalCode: '57P01' })],
  ['deadlock', prismaError('P2039', { originalCode: '40P01' })],
  ['a standby that is about to take over', prismaError('P2039', { originalCode: '25006' })],
  ['cut in the middle of a query', Object.assign(new Error('terminated'), { clientVersion: '7.10.1' })],
  ['refused', systemError('ECONNREFUSED')],
  ['refused at every address of a name', Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' })],
  ['a name that is not known for a moment', systemError('EAI_AGAIN')],
  ['a transaction that did not begin', fromDatabase(new Error('Connection terminated unexpectedly'))],
])('may pass: %s', (_name, error) => expect(isPassingDatabaseError(error)).toBe(true));

it.each([
  ['a unique key', prismaError('P2002', { originalCode: '23505' })],
  ['a rule of the database, checked by the commit', adapterError({ originalCode: '23503' })],
  ['an error without a mark', new Error('Tenant t has no data key in use.')],
  ['a bug', new TypeError('undefined is not a function')],
  ['a bug that Prisma saw pass', Object.assign(new TypeError('undefined'), { clientVersion: '7.10.1' })],
  ['a wrong argument', Object.assign(new TypeError('wrong'), { code: 'ERR_INVALID_ARG_TYPE' })],
  ['a file that is not there', Object.assign(new Error('open'), { code: 'ENOENT' })],
  ['too many open files', Object.assign(new Error('open'), { code: 'EMFILE' })],
  ['a sign-in that a mail server refused', Object.assign(new Error('535'), { code: 'EAUTH' })],
  ['a shape that does not fit', new ZodError([])],
  ['a refusal', new AppError('not_found', 'There is no such connection.')],
  ['not an error', 'P1001'],
])('does not pass: %s', (_name, error) => expect(isPassingDatabaseError(error)).toBe(false));

it('leaves alone what says by itself what it is', () => {
  for (const error of [new TypeError('a bug'), prismaError('P2028', {}), 'text'])
    expect(fromDatabase(error)).toBe(error);
  expect(fromDatabase(new Error('bare'))).toBeInstanceOf(DatabaseAway);
});
