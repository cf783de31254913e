import { AppError } from '#lib/errors/index.ts';

/** Prisma's code for a unique key that is taken already. */
export function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'P2002';
}

/** Turns a lost race for a unique key into the field that lost it; anything else is thrown on as it is. */
export function takenField(error: unknown, path: string, message: string): never {
  if (!isTaken(error)) throw error;
  throw new AppError('conflict', message, { cause: error, fields: [{ path, message }] });
}
