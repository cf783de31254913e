import { hostname } from 'node:os';
import { forgetKeys, tellKeys } from '#lib/db/index.ts';
import { atEnd } from './at-end.ts';

const everyMs = 5_000;

/**
 * Says for as long as this web server runs which of the operator's keys it holds; a database that is away hears it
 * later. At its end it takes that back, so that no rotation waits for who is gone.
 */
export function keepTellingKeys(): void {
  const name = `web ${hostname()}/${process.pid}`;
  let said = Promise.resolve();
  const tell = () => {
    said = tellKeys(name).catch(() => {});
  };
  tell();
  const telling = setInterval(tell, everyMs);
  telling.unref();
  atEnd(async () => {
    clearInterval(telling);
    await said;
    await forgetKeys(name);
  });
}
