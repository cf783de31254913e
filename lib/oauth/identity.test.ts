import { expect, it } from 'vitest';
import { identity } from './identity.ts';

const tid = '11111111-2222-3333-4444-555555555555';
const oid = '99999999-8888-7777-6666-555555555555';
const claims = { iss: '', aud: '', exp: 0, iat: 0, sub: 'pairwise' };

it('is directory and person where the issuer is that directory', () => {
  const issuer = `https://login.example/${tid}/v2.0`;
  expect(identity(issuer, { ...claims, tid, oid }).subject).toBe(`${tid}.${oid}`);
  expect(identity(issuer, { ...claims, tid }).subject).toBe('pairwise');
});

it.each([
  ['https://accounts.example', tid],
  ['https://login.example/99999999-2222-3333-4444-555555555555/v2.0', tid],
  ['https://login.example/realms/staff', 'staff'],
])('is the subject of %s, whatever claims of these names it lets people write', (issuer, directory) => {
  expect(identity(issuer, { ...claims, tid: directory, oid })).toEqual({ issuer, subject: 'pairwise' });
});
