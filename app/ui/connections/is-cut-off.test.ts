import { expect, it } from 'vitest';
import { ApiError } from '#app/ui/api.ts';
import { isCutOff } from './is-cut-off.ts';

const refused = (status: number) => new ApiError({ status, code: 'any', detail: '' });

it.each([
  ['an answer', null, 'idle', false],
  ['the next question', null, 'fetching', false],
  ['no network in the browser', null, 'paused', true],
  ['a server that is gone', refused(0), 'fetching', true],
  ['a proxy before a server that is gone', refused(502), 'idle', true],
  ['a refusal, which says more than that', refused(404), 'idle', false],
  ['a fault of ours, which has an id', refused(500), 'idle', false],
  ['an answer nobody understands', new Error('not the schema'), 'idle', false],
] as const)('%s', (_what, error, fetchStatus, cutOff) => expect(isCutOff({ error, fetchStatus })).toBe(cutOff));
