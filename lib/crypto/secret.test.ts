import { format, inspect } from 'node:util';
import { expect, it } from 'vitest';
import { Secret } from './secret.ts';

it('prints nothing but [redacted], whoever prints it', () => {
  const secret = new Secret('hunter2');
  const printed = [
    String(secret),
    `${secret}`,
    JSON.stringify({ secret }),
    inspect({ deep: { secret } }, { depth: 9, showHidden: true }),
    format('%s %o %j', secret, secret, secret),
    Object.entries(secret).join(),
    JSON.stringify({ ...secret }),
  ].join('\n');
  expect(printed).not.toContain('hunter2');
  expect(printed).toContain('[redacted]');
  expect(secret.reveal()).toBe('hunter2');
});
