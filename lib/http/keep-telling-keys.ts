import { hostname } from 'node:os';
import { tellKeys } from '#lib/db/index.ts';

const everyMs = 5_000;

/** Says for as long as this web server runs which of the operator's keys it holds; a database that is away hears it later. */
export function keepTellingKeys(): void {
  const tell = () => void tellKeys(`web ${hostname()}/${process.pid}`).catch(() => {});
  tell();
  setInterval(tell, everyMs).unref();
}
