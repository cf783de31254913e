import { expect, it } from 'vitest';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { conditionOf } from './connection-condition.ts';

const grant = { hasRefreshToken: true, accessTokens: [] };
const connection = (change: object) =>
  ({
    grantKind: 'authorization_code',
    stage: 'candidate',
    health: 'untested',
    grant: null,
    signedInAt: null,
    ...change,
  }) as unknown as ConnectionView;

it.each([
  ['not connected, as long as there is no token', connection({}), 'not_connected'],
  ['untested, where there is none to get', connection({ provider: 'smtp', grantKind: 'none' }), 'untested'],
  ['untested, once there is one', connection({ grant }), 'untested'],
  ['let in by its mail server, where a sign-in showed it', connection({ grant, signedInAt: 'today' }), 'signed_in'],
  ['what ails it, token or not', connection({ health: 'invalid' }), 'invalid'],
  ['not working yet, where a candidate’s last try failed', connection({ health: 'retrying', grant }), 'not_working'],
  ['retrying, where it is in use', connection({ stage: 'active', health: 'retrying', grant }), 'retrying'],
  ['retired, however well it was', connection({ stage: 'retired', health: 'working', grant }), 'retired'],
])('is %s', (_name, view, condition) => expect(conditionOf(view)).toBe(condition));
