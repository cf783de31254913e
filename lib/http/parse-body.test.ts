import { expect, it } from 'vitest';
import { z } from 'zod';
import { parseBody, parseQuery } from './parse-body.ts';

const schema = z.strictObject({
  name: z.string().min(1, 'Enter a name.'),
  nested: z.strictObject({ count: z.number() }).optional(),
});

function post(body: BodyInit, headers: Record<string, string> = { 'content-type': 'application/json' }): Request {
  return new Request('http://localhost:3000/', { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
}

it('gives back what the schema makes of the body', async () => {
  const request = post('{"name":"a"}', { 'content-type': 'application/json; charset=utf-8' });
  expect(await parseBody(request, schema)).toEqual({ name: 'a' });
});

it('names each field and what would be right', async () => {
  const refusal = parseBody(post('{"nested":{"count":"1","more":2},"strange":3}'), schema);
  await expect(refusal).rejects.toMatchObject({
    code: 'invalid_input',
    fields: expect.arrayContaining([
      { path: 'name', message: 'This field is missing.' },
      { path: 'nested.more', message: 'There is no such field.' },
      { path: 'strange', message: 'There is no such field.' },
    ]),
  });
});

it('says what a field may hold, in no words of a library', async () => {
  const choosy = z.strictObject({
    way: z.enum(['password', 'none']),
    other: z.enum(['password', 'none']),
    one: z.literal('smtp'),
    text: z.string(),
    count: z.number(),
    list: z.array(z.string()),
    fields: z.strictObject({}),
  });
  const given = { way: 'x', one: 'y', text: 1, count: '1', list: {}, fields: [] };
  await expect(parseBody(post(JSON.stringify(given)), choosy)).rejects.toMatchObject({
    fields: [
      { path: 'way', message: 'Choose one of these: password, none.' },
      { path: 'other', message: 'This field is missing. Choose one of these: password, none.' },
      { path: 'one', message: 'Write smtp.' },
      { path: 'text', message: 'Write a text.' },
      { path: 'count', message: 'Write a number.' },
      { path: 'list', message: 'Write a list.' },
      { path: 'fields', message: 'Write fields with values.' },
    ],
  });
});

it('says where a field belongs that is not known at its place', async () => {
  const elsewhere = (path: string) => (path === 'nested.host' ? 'overrides.smtpHost' : null);
  const refusal = parseBody(post('{"name":"a","nested":{"count":1,"host":2,"x":3}}'), schema, { elsewhere });
  await expect(refusal).rejects.toMatchObject({
    fields: [
      { path: 'nested.host', message: 'There is no such field here: write it as overrides.smtpHost.' },
      { path: 'nested.x', message: 'There is no such field.' },
    ],
  });
});

it.each(['', 'name=a', '{"name":'])('refuses %j, which is no JSON', async (body) => {
  await expect(parseBody(post(body), schema)).rejects.toMatchObject({ code: 'invalid_input' });
});

it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])('refuses %s', async (type) => {
  const refusal = parseBody(post('{"name":"a"}', { 'content-type': type }), schema);
  await expect(refusal).rejects.toMatchObject({ code: 'unsupported_media_type' });
});

it('refuses more than 64 KiB, said or unsaid, without reading on', async () => {
  const large = JSON.stringify({ name: 'a'.repeat(70_000) });
  await expect(parseBody(post(large), schema)).rejects.toMatchObject({ code: 'too_large' });

  let pulled = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      pulled += 1;
      controller.enqueue(new Uint8Array(16_384).fill(32));
    },
  });
  await expect(parseBody(post(endless), schema)).rejects.toMatchObject({ code: 'too_large' });
  expect(pulled).toBeLessThan(10);
});

it('checks a query string the same way', () => {
  const query = z.strictObject({ limit: z.coerce.number('Use a number.').optional() });
  expect(parseQuery(new Request('http://localhost/?limit=5'), query)).toEqual({ limit: 5 });
  expect(() => parseQuery(new Request('http://localhost/?limit=x&y=1'), query)).toThrow(
    expect.objectContaining({
      fields: [expect.objectContaining({ path: 'limit' }), expect.objectContaining({ path: 'y' })],
    }),
  );
});

it.each(['limit=5&limit=6', 'limit=5&limit=5', 'limit=5&limit', 'limit=5&%6Cimit=6'])(
  'refuses the repeated parameter of ?%s by its name',
  (text) => {
    const query = z.strictObject({ limit: z.coerce.number().optional() });
    expect(() => parseQuery(new Request(`http://localhost/?${text}`), query)).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        fields: [{ path: 'limit', message: 'Send this parameter once.' }],
      }),
    );
  },
);
