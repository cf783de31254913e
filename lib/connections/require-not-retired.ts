import type { Connection } from '#lib/db/generated/client.ts';
import { AppError } from '#lib/errors/index.ts';

/** @throws AppError `conflict`: a retired connection is history, and its secrets are gone */
export function requireNotRetired({ stage }: Pick<Connection, 'stage'>): void {
  if (stage === 'retired') throw new AppError('conflict', 'This connection was retired. Set up a new one.');
}
