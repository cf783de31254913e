import { expect, it } from 'vitest';
import { isPassingDatabaseError } from './passing-error.ts';

const prismaError = (code: string, originalCode?: string) =>
  Object.assign(new Error('database error'), { code, meta: { driverAdapterError: { cause: { originalCode } } } });

it.each([
  ['not reachable', prismaError('P1001')],
  ['shut down by an administrator', prismaError('P2039', '57P01')],
  ['deadlock', prismaError('P2039', '40P01')],
  ['cut in the middle of a query', new Error('Connection terminated unexpectedly')],
  ['refused', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
])('may pass: %s', (_name, error) => expect(isPassingDatabaseError(error)).toBe(true));

it.each([
  ['a unique key', prismaError('P2002', '23505')],
  ['a bug', new TypeError('undefined is not a function')],
  ['not an error', 'P1001'],
])('does not pass: %s', (_name, error) => expect(isPassingDatabaseError(error)).toBe(false));
