import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { aMail } from '#lib/testing/outgoing-mail.ts';
import { composeMime } from './compose-mime.ts';
import { graphMessage } from './graph/graph-message.ts';
import type { OutgoingMail } from './types.ts';

const html = '<p>Grüße</p>';
const attachment = {
  filename: 'bericht ü.csv',
  contentType: 'text/csv',
  content: new TextEncoder().encode('a,b\n1,2\n'),
};

it('says what was asked for, in CRLF lines only', async () => {
  const bytes = await composeMime(aMail({ subject: 'Grüße', html, attachments: [attachment] }));
  const read = await PostalMime.parse(bytes);

  expect(read.from).toEqual({ name: 'Contoso Reports', address: 'reports@contoso.example' });
  expect(read.to).toEqual([{ name: '', address: 'alex@contoso.example' }]);
  expect([read.subject, read.messageId, read.html?.trim()]).toEqual(['Grüße', '<b4a9@contoso.example>', html]);
  expect(read.text?.trim().split('\n')).toEqual(['Hello.', '.', 'The line above is a dot.']);
  expect(read.date).toBe('2026-11-21T10:00:00.000Z');
  expect(read.attachments).toMatchObject([{ filename: 'bericht ü.csv', mimeType: 'text/csv' }]);
  expect(bytes.toString('latin1')).not.toMatch(/[^\r]\n|\r[^\n]/);
});

const breaks = ['\r\nBcc: evil@x.example', '\nX-Evil: 1', '\rX-Evil: 1', '\0', '\u2028X-Evil: 1', '\r\n\r\nbody', '\t'];
const asSender = (text: string): Partial<OutgoingMail> => ({ from: { name: '', address: `a@b.example${text}` } });
const fields: [string, (text: string) => Partial<OutgoingMail>][] = [
  ['the subject', (text) => ({ subject: `Report${text}` })],
  ['the sender’s name', (text) => ({ from: { name: `Reports${text}`, address: 'a@b.example' } })],
  ['the sender’s address', asSender],
  ['a recipient', (text) => ({ to: [`a@b.example${text}`] })],
  ['the Message-ID', (text) => ({ messageId: `<a${text}@b.example>` })],
  ['a file name', (text) => ({ attachments: [{ ...attachment, filename: `a${text}.csv` }] })],
  ['a content type', (text) => ({ attachments: [{ ...attachment, contentType: `text/csv${text}` }] })],
];

describe('a line break', () => {
  it.each(fields)('in %s is refused, as MIME and as JSON', async (_what, field) => {
    for (const text of breaks) {
      const mail = aMail(field(text));
      await expect(composeMime(mail), JSON.stringify(text)).rejects.toMatchObject({ code: 'invalid_input' });
      expect(() => graphMessage(mail), JSON.stringify(text)).toThrow('cannot be composed');
    }
  });

  it.each([
    'a@b.example, evil@x.example',
    'Evil <evil@x.example>',
    'a@b.example;evil@x.example',
    '"a b"@x.example',
    'group: a@b.example;',
    'a@b.example> SIZE=1',
    'nobody',
    '',
  ])('is not needed to name a second address: %j is refused', async (address) => {
    await expect(composeMime(aMail({ to: [address] }))).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(composeMime(aMail({ from: { name: '', address } }))).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('is not made by what mail programs decode: refused in a name, as MIME and as JSON', async () => {
    const mail = aMail({ from: { name: '=?utf-8?q?x=0d=0aBcc:evil=40x.example?=', address: 'a@b.example' } });
    await expect(composeMime(mail)).rejects.toMatchObject({ fields: [{ path: 'from.name' }] });
    expect(() => graphMessage(mail)).toThrow('from.name');
  });

  it('is not made by a name that looks like addresses', async () => {
    const name = 'Evil <evil@x.example>, Other';
    const read = await PostalMime.parse(await composeMime(aMail({ from: { name, address: 'a@b.example' } })));
    expect(read.from).toEqual({ name, address: 'a@b.example' });
  });
});

it('reads no file, whatever stands in place of the content', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mailgrant-'));
  const path = join(folder, 'secret.txt');
  writeFileSync(path, 'the secret of the file');
  const mail = aMail();
  // What untyped input could put there.
  Object.assign(mail, { text: { path }, html: { path } });

  const bytes = await composeMime(mail).catch((error: Error) => Buffer.from(error.message));
  rmSync(folder, { recursive: true });
  expect(bytes.toString()).not.toContain('the secret of the file');
  expect(bytes.toString()).toMatch(/rejected/i);
});
