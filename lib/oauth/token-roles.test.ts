import { SignJWT } from 'jose';
import { expect, it } from 'vitest';
import { Secret } from '#lib/crypto/secret.ts';
import { tokenRoles } from './token-roles.ts';

const signed = (claims: object) =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode('k'.repeat(32)));

it.each([
  [{ roles: ['Mail.Send', 'User.Read.All'] }, ['Mail.Send', 'User.Read.All']],
  [{ idtyp: 'app' }, []],
  [{ roles: ['Mail.Send', 7, null] }, ['Mail.Send']],
  [{ roles: 'Mail.Send' }, null],
])('reads %j as %j', async (claims, roles) => {
  expect(tokenRoles(new Secret(await signed(claims)))).toEqual(roles);
});

it.each(['opaque-token', '', 'a.b.c', 'a.b', 'eyJhbGciOiJub25lIn0.bnVsbA.', `${'x'.repeat(10_000)}.y.z`])(
  'cannot tell of what is no JWT: %s',
  (token) => {
    expect(tokenRoles(new Secret(token))).toBeNull();
  },
);
