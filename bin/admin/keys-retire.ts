import { retireKey } from '#lib/keys/index.ts';
import type { Act, Given } from './command.ts';

/** `keys retire`. */
export function keysRetire({ file: kid }: Given): Act {
  return async (operator) => {
    const retired = await retireKey(operator, kid);
    const line = retired.isRemoved
      ? `Removed the key ${kid}: nothing was sealed by it any more.`
      : `The key ${kid} wraps nothing any more: take it out of MAILGRANT_KEYS, and start every process anew.`;
    return { exitCode: 0, lines: [line], json: retired };
  };
}
