import { describe, expect, it } from 'vitest';
import { type Reply, storableReply } from './index.ts';

const secret = 'Abc8Q~x_y-z+/=.0123456789~abcdefghijk';
const xoauth2 = (token: string) => Buffer.from(`user=a@b.example\u0001auth=Bearer ${token}\u0001\u0001`);
const percent = (text: string) => [...text].map((one) => `%${one.charCodeAt(0).toString(16)}`).join('');

const escaped = (text: string, what = /[^A-Za-z]/g) =>
  text.replaceAll(what, (one) => `\\u00${one.charCodeAt(0).toString(16)}`);

const spellings: [string, string][] = [
  ['itself', secret],
  ['URL-encoded', encodeURIComponent(secret)],
  ['form-encoded, as it was sent', new URLSearchParams({ secret }).toString().slice('secret='.length)],
  ['form-encoded in lower case', new URLSearchParams({ secret }).toString().slice('secret='.length).toLowerCase()],
  ['percent signs throughout', percent(secret)],
  ['base64', Buffer.from(secret).toString('base64')],
  ['base64url', Buffer.from(secret).toString('base64url')],
  ['HTTP Basic', Buffer.from(`aaaaaaaa-bbbb:${secret}`).toString('base64')],
  ['HTTP Basic, one byte later', Buffer.from(`aaaaaaaa-bbbbc:${secret}`).toString('base64')],
  ['XOAUTH2', xoauth2(secret).toString('base64')],
  ['XOAUTH2 in base64url', xoauth2(secret).toString('base64url')],
  ['XOAUTH2 in a form', encodeURIComponent(xoauth2(secret).toString('base64'))],
  ['base64 in short lines', Buffer.from(secret).toString('base64').replace(/.{12}/g, '$&\r\n ')],
  ['JSON that escapes by backslashes', secret.replaceAll(/[^A-Za-z\d]/g, '\\$&')],
  ['XOAUTH2 in JSON that escapes what is not a letter', escaped(xoauth2(secret).toString('base64'))],
  ['JSON that escapes throughout', escaped(secret, /./g)],
  ['HTML', secret.replaceAll(/[^A-Za-z]/g, (one) => `&#${one.charCodeAt(0)};`)],
  ['HTML in hex', secret.replaceAll(/[^A-Za-z]/g, (one) => `&#x${one.charCodeAt(0).toString(16)};`)],
  ['cut off', secret.slice(0, 30)],
];

/** What of the secret can still be read, in any of the forms above. */
function leaks(text: string): boolean {
  const decoded = text
    .replace(/\s/g, '')
    .replace(/&#(\d+);/g, (_whole, code) => String.fromCharCode(Number(code)))
    .replace(/&#x([0-9a-f]+);/gi, (_whole, hex) => `%${hex}`)
    .replace(/\\u00([0-9a-f]{2})/gi, (_whole, hex) => `%${hex}`)
    .replaceAll('\\', '')
    .replace(/%([0-9a-f]{2})/gi, (_whole, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  const fromBase64 = (decoded.match(/[\w+/-]+/g) ?? []).map((run) => Buffer.from(run, 'base64').toString('latin1'));
  return [decoded.toLowerCase(), ...fromBase64.map((one) => one.toLowerCase())].some((one) =>
    /0123456789~abc|c8q~x_y/.test(one),
  );
}

describe.each(spellings)('a secret written as %s', (_how, written) => {
  const said: Reply = {
    protocol: 'oauth',
    status: 400,
    code: `x${written}`,
    suberror: written,
    text: `Bad token “${written}”, sorry.`,
    challenge: `{"token":"${written}"}`,
  };

  it('is cut out of every text field, and what stands around it stays', () => {
    const { code = '', suberror = '', text, challenge = '' } = storableReply(said, [secret]);
    expect([code, suberror, text, challenge].filter(leaks)).toEqual([]);
    expect(challenge).toMatch(/^\{"token":".*\[redacted\].*"\}$/s);
    expect(text).toMatch(/^Bad token “.*\[redacted\].*”, sorry\.$/s);
  });
});

const person = 'pässwörd Tök 🔑 n1cht-für-dich';
const inForm = new URLSearchParams({ p: person }).toString().slice(2);
const units = (text: string) =>
  text.replace(/[^\w ]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
const named = (text: string) => text.replaceAll('ä', '&auml;').replaceAll('ö', '&ouml;').replaceAll('ü', '&uuml;');

describe.each([
  ['itself', person],
  ['URL-encoded', encodeURIComponent(person)],
  ['URL-encoded in lower case', encodeURIComponent(person).toLowerCase().replace('%20t', '%20T')],
  ['form-encoded', inForm],
  ['form-encoded in lower case', inForm.replace(/%../g, (one) => one.toLowerCase())],
  ['JSON', units(person)],
  ['JSON in capitals', units(person).replace(/\\u..../g, (one) => `\\u${one.slice(2).toUpperCase()}`)],
  ['HTML by names', named(person)],
  ['HTML in decimal', [...person].map((one) => `&#${one.codePointAt(0)};`).join('')],
  ['HTML in hex', [...person].map((one) => `&#x${one.codePointAt(0)?.toString(16).toUpperCase()};`).join('')],
  ['decomposed', person.normalize('NFD')],
  ['base64', Buffer.from(person).toString('base64')],
  ['UTF-8 taken for ISO 8859-1', Buffer.from(person).toString('latin1')],
  ['control characters within', [...person].join('\u001b\u202e\u200b')],
])('a password beyond ASCII written as %s', (_how, written) => {
  it.each(['url=', 'client_secret=', '…“', 'p: '])(
    'is cut out whole behind %j, and what stands around it stays',
    (before) => {
      const { text } = storableReply({ protocol: 'smtp', text: `${before}${written}&a=b ü` }, [person]);
      expect(text).toBe(`${before}[redacted]&a=b ü`);
    },
  );
});

it('a password of ISO 8859-1 is known in that encoding too', () => {
  const latin = 'pässwörd-für-dich';
  const bytes = Buffer.from(latin, 'latin1');
  const inUrl = bytes.toString('hex').replace(/../g, '%$&');
  for (const written of [inUrl, bytes.toString('base64'), Buffer.from(latin).toString('latin1')]) {
    const { text } = storableReply({ protocol: 'smtp', text: `no: ${written}.` }, [latin]);
    expect(text).toMatch(/^no: \[redacted\](\w{0,2}=*)?\.$/);
  }
});

it('leaves other words beyond ASCII alone, escaped or not (control)', () => {
  const text = `Ungültig: ${units('Schlüssel für Bücher')} ${encodeURIComponent('Größe 🔑')} &uuml;ber &nosuch; &#x110000; 密码`;
  expect(storableReply({ protocol: 'smtp', text }, [person]).text).toBe(text);
});

it('holds nothing that a terminal or a page would obey; line breaks and joined pictures stay', () => {
  const said = '\u001b[31mno\u001b[0m\r\n\tmoc.\u202eelpmaxe\u2066\u009b\u007f 👨‍👩‍👧';
  expect(storableReply({ protocol: 'smtp', code: '5\u0007.7', text: said }, [])).toMatchObject({
    code: '5.7',
    text: '[31mno[0m\r\n\tmoc.elpmaxe 👨‍👩‍👧',
  });
});

it('knows both alphabets of base64 where they differ at every fourth digit', () => {
  const awkward = '~~>~~?'.repeat(6);
  const url = Buffer.from(awkward).toString('base64url');
  expect(url).toMatch(/^[^+/]+$/);
  expect(url.match(/[-_]/g)?.length).toBeGreaterThanOrEqual(12);
  expect(storableReply({ protocol: 'oauth', text: url }, [awkward]).text).toBe('[redacted]');
});

it('leaves a text alone that holds no secret (control)', () => {
  const said: Reply = {
    protocol: 'smtp',
    status: 535,
    code: '5.7.3',
    numbers: [7000215],
    text: '535 5.7.3 Authentication unsuccessful [AM0PR01CA0001.eurprd01.prod.example 2026-11-21]',
    retryAfterMs: 10_000,
  };
  expect(storableReply(said, [secret, ''])).toEqual(said);
  expect(leaks(storableReply({ protocol: 'oauth', text: secret }, []).text)).toBe(true);
});

it('cuts out before it cuts short, so that no beginning of a secret is left at the end', () => {
  const { text } = storableReply({ protocol: 'graph', text: `${'x'.repeat(1_990)} ${secret}` }, [secret]);
  expect(text).toBe(`${'x'.repeat(1_990)} [redacted`);
});

it('bounds every field', () => {
  const long = 'x'.repeat(100_000);
  const numbers = Array.from({ length: 1_000 }, (_, n) => n);
  const reply = storableReply(
    { protocol: 'oauth', code: long, suberror: long, text: long, challenge: long, numbers },
    [],
  );
  expect(reply.code).toHaveLength(200);
  expect(reply.suberror).toHaveLength(200);
  expect(reply.text).toHaveLength(2_000);
  expect(reply.challenge).toHaveLength(2_000);
  expect(reply.numbers).toHaveLength(20);
});

it.each([
  ['', 'invalid_grant'],
  [' \n', 'invalid_grant'],
])('has a text, be it the code, where nothing was said (%j)', (text, code) => {
  expect(storableReply({ protocol: 'oauth', status: 400, code, text }, []).text).toBe(code);
  expect(storableReply({ protocol: 'oauth', status: 400, code: '', text }, []).text).toBe('400');
});

it('holds nothing that a JSON column refuses: no NUL, no half of a character', () => {
  const { text, code } = storableReply({ protocol: 'smtp', code: 'a\0b', text: `${'x'.repeat(1_999)}😀` }, []);
  expect(code).toBe('ab');
  expect(text.isWellFormed()).toBe(true);
});

it('leaves out what is absent', () => {
  expect(storableReply({ protocol: 'oauth', code: undefined, numbers: undefined, text: 'x' }, [])).toStrictEqual({
    protocol: 'oauth',
    text: 'x',
  });
});
