import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { secretFinder } from './find-secrets.ts';
import { encodings } from './spellings-of.ts';

const secrets = {
  'a token': `1.AS"c\\A~${randomBytes(90).toString('base64url')}`,
  'a password': `x-${randomBytes(9).toString('base64url')}`,
  'a key': randomBytes(32),
};
const find = secretFinder(secrets);
const texts = { 'a token': secrets['a token'], 'a password': secrets['a password'] };
const noise = () => randomBytes(3_000).toString('base64');

it.each(Object.keys(encodings) as (keyof typeof encodings)[])(
  'finds a secret in %s, wherever it stands',
  (encoding) => {
    for (const [name, secret] of Object.entries(texts)) {
      const spelt = encodings[encoding](secret);
      for (const before of ['', 'a', 'ab', 'abc', noise()]) {
        for (const around of [spelt, `"${spelt}"`, JSON.stringify(spelt), encodeURIComponent(spelt)]) {
          expect([before, around, find(`${before}${around}${noise()}`)]).toEqual([before, around, [name]]);
        }
      }
    }
  },
);

it('finds what is cut off, in small letters, in UTF-16, in HTML or in the midst of something encoded', () => {
  const { 'a token': token, 'a password': password } = secrets;
  expect(find(token.slice(0, 31))).toEqual(['a token']);
  expect(find(token.slice(-31))).toEqual(['a token']);
  expect(find(token.slice(40, 71))).toEqual(['a token']);
  expect(find(password.toLowerCase())).toEqual(['a password']);
  expect(find(Buffer.from(token, 'utf16le'))).toEqual(['a token']);
  expect(find(token.replaceAll('"', '&quot;').replaceAll('~', '&#x7e;').slice(0, 40))).toEqual(['a token']);
  for (const before of ['', 'u', 'us', 'user:']) {
    expect(find(Buffer.from(`${before}${password}\n`).toString('base64'))).toEqual(['a password']);
    expect(find(encodeURIComponent(JSON.stringify({ x: JSON.stringify(before + password) })))).toEqual(['a password']);
  }
});

it('finds a key that is no text', () => {
  const { 'a key': key } = secrets;
  const forms = [key, ...(['base64', 'base64url', 'hex'] as const).map((form) => key.toString(form))];
  for (const form of forms)
    expect(find(Buffer.concat([randomBytes(50), Buffer.from(form as string)]))).toEqual(['a key']);
});

it('finds nothing in what holds nothing, and not by what every signed token begins with', () => {
  const part = (text: string) => Buffer.from(text).toString('base64url');
  const signed = (signature: string) =>
    `${part('{"alg":"RS256","kid":"one"}')}.${part(`{"jti":"${signature}"}`)}.${signature}`;
  const claims = () => randomBytes(60).toString('base64url');
  expect(secretFinder({ jwt: signed(claims()) })(signed(claims()))).toEqual([]);
  expect(find(randomBytes(3_000_000))).toEqual([]);
  expect(find(noise().repeat(500))).toEqual([]);
  expect(find('')).toEqual([]);
});

it('finds a private key given as PEM by its private half, and not by what is public of it', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const findKey = secretFinder({ key: pem });
  for (const text of [pem, JSON.stringify({ private_key: pem }), pem.replaceAll('\n', ''), pem.slice(-200)]) {
    expect(findKey(text)).toEqual(['key']);
  }
  expect(findKey(publicKey.export({ type: 'spki', format: 'pem' }).toString())).toEqual([]);
});
