import { type ServerName, whyMissing } from '#bin/test/server-packages.ts';

/** Whether any of these servers cannot be started here; then what needs it is skipped, and the run says so by name. */
export function lacks(...names: ServerName[]): boolean {
  return names.some((name) => whyMissing(name) !== null);
}
