import { foreseenUrlRefusal } from '#lib/egress/index.ts';
import { AppError } from '#lib/errors/index.ts';

/** Refuses an address that will never be called. A name is judged each time it is used, whatever it stands for by then. */
export function requireCallable(url: string): void {
  const message = foreseenUrlRefusal(url);
  if (message) throw new AppError('invalid_input', message, { fields: [{ path: 'url', message }] });
}
