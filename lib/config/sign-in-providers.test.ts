import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { readSignInProviders } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'sign-in-'));
const clientSecret = 'a-secret-nobody-may-read';
const contoso = {
  id: 'contoso',
  label: 'Contoso',
  issuer: 'https://login.contoso.example/oidc',
  clientId: 'mailgrant',
  clientSecret,
};

function read(content: unknown, plainHosts: string[] = []) {
  const path = join(folder, 'sign-in.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return readSignInProviders(path, plainHosts);
}

it('reads issuers, asks for who somebody is and what they are called, and shows no secret', () => {
  const [entry] = read([contoso]);
  expect(entry).toMatchObject({ ...contoso, clientSecret: expect.anything(), caCertificate: '' });
  expect(entry?.scopes).toEqual(['openid', 'profile', 'email']);
  expect(entry?.clientSecret.reveal()).toBe(clientSecret);
  expect(`${inspect(entry, { depth: 9 })}${JSON.stringify(entry)}`).not.toContain(clientSecret);
  expect(read([{ ...contoso, scopes: ['openid', 'groups'] }])[0]?.scopes).toEqual(['openid', 'groups']);
});

it('takes plain http from a host that may be reached so, and from no other', () => {
  const plain = [{ ...contoso, issuer: 'http://localhost:4010/accounts' }];
  expect(read(plain, ['localhost:4010'])).toHaveLength(1);
  expect(() => read(plain, ['localhost:4011'])).toThrow('entry 1: issuer must start with https://');
});

it.each([
  ['{', 'is not JSON'],
  [{}, 'cannot be used: it must be a list'],
  [['contoso'], 'entry 1 must be an object with id, label'],
  [[{ ...contoso, id: undefined }], 'entry 1: id is missing'],
  [[{ ...contoso, id: 'Contoso' }], 'entry 1: id must be 1 to 31 of a-z'],
  [[{ ...contoso, id: 'a/b' }], 'entry 1: id must be 1 to 31 of a-z'],
  [[{ ...contoso, id: 'credentials' }], 'entry 1: id is taken by signing in with a password'],
  [[contoso, { ...contoso, label: 'Other' }], 'entry 2: id is “contoso” a second time'],
  [[{ ...contoso, label: ' ' }], 'entry 1: label must not be empty'],
  [[{ ...contoso, clientId: 7 }], 'entry 1: clientId must be a text'],
  [[{ ...contoso, clientSecret: undefined }], 'entry 1: clientSecret is missing'],
  [[{ ...contoso, secret: 'x' }], 'entry 1 has unknown fields: secret'],
  [[{ ...contoso, issuer: 'login.contoso.example' }], 'entry 1: issuer must be a URL that starts with https://'],
  [[{ ...contoso, issuer: 'https://u:p@contoso.example' }], 'entry 1: issuer must be a URL'],
  [[{ ...contoso, issuer: 'https://contoso.example/?a=b' }], 'entry 1: issuer must be a URL'],
  ...['common', 'organizations', 'consumers'].map((shared): [unknown, string] => [
    [{ ...contoso, issuer: `https://login.microsoftonline.com/${shared}/v2.0` }],
    `entry 1: issuer is for every directory there is (“${shared}”): put the Directory (tenant) ID in its place`,
  ]),
  [[{ ...contoso, scopes: ['profile email'] }], 'entry 1: scopes: 0 must be single scopes without spaces'],
  [Array.from({ length: 11 }, (_, index) => ({ ...contoso, id: `c${index}` })), 'must have at most 10 entries'],
])('refuses %j with the field and what it must be, and no secret', (content, sentence) => {
  expect(() => read(content)).toThrow(sentence);
  expect(() => read(content)).not.toThrow(clientSecret);
});

it('does not quote a file that breaks off in the midst of a secret', () => {
  const broken = `[{ "clientSecret": "${clientSecret}`;
  expect(() => read(broken)).toThrow(/is not JSON\.$/);
  expect(() => readSignInProviders(join(folder, 'none.json'), [])).toThrow(/none\.json cannot be read\.$/);
});
