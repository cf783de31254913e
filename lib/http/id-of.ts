import { z } from 'zod';
import { AppError } from '#lib/errors/index.ts';

export type IdParams = { id: string };

/** The id of a route's path; what cannot be an id belongs to nothing (404). */
export function idOf({ id }: IdParams): string {
  if (!z.uuid().safeParse(id).success) throw new AppError('not_found', 'There is nothing under this id.');
  return id;
}
