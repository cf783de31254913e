import { z } from 'zod';
import { list } from './list.ts';

const keyRingForm =
  'must be one or more kid:key pairs separated by commas, each kid 1 to 16 of a-z and 0-9 and used once, each key ' +
  '32 bytes in base64 (make one with: openssl rand -base64 32)';

/** `kid:base64,kid:base64`. The first key wraps from now on; the others only unwrap. */
export const keyRing = z
  .string(`must be set. It ${keyRingForm}`)
  .transform(list)
  .superRefine((entries, check) => {
    const wrong = wrongInEntries(entries);
    if (wrong) check.addIssue({ code: 'custom', message: `is wrong: ${wrong}. It ${keyRingForm}` });
  });

/** What is wrong with the value of MAILGRANT_KEYS; undefined when nothing is. Repeats nothing of it. */
export const wrongInKeys = (text: string): string | undefined => wrongInEntries(list(text));

/** What is wrong, told by the place in the list: the entries themselves are secrets. */
function wrongInEntries(entries: string[]): string | undefined {
  if (entries.length === 0) return 'it holds nothing';
  const kids = entries.map((entry) => entry.split(':')[0] ?? '');
  for (const [index, entry] of entries.entries()) {
    const which = `entry ${index + 1}`;
    if (!entry.includes(':')) return `${which} has no kid before its key`;
    if (!/^[a-z0-9]{1,16}:/.test(entry)) return `the kid of ${which} has other characters, or too many`;
    if (!/:[A-Za-z0-9+/]{43}=$/.test(entry)) return `the key of ${which} is not 32 bytes in base64`;
    if (kids.indexOf(kids[index] ?? '') !== index) return `${which} has the kid of another`;
  }
  return undefined;
}
