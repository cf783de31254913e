import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AppError } from '#lib/errors/index.ts';
import { readConnectionFile } from './connection-file.ts';

const canary = 'abc8Q~canary-of-the-file';

let folder = '';
let example = '';
let examples: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mailgrant-apply-'));
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  examples = [...readme.matchAll(/```yaml\n(tenant: [\s\S]+?)```/g)].map(([, text = '']) => text);
  [example = ''] = examples;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function reading(text: string, env: Record<string, string | undefined> = { CONTOSO_CLIENT_SECRET: canary }) {
  await writeFile(path.join(folder, 'contoso.yaml'), text);
  return readConnectionFile('contoso.yaml', { env, folder, ask: null });
}

async function refusal(text: string, env?: Record<string, string | undefined>): Promise<AppError> {
  const error = await reading(text, env).then(
    () => 'was read',
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw error;
  expect(JSON.stringify([error.message, error.fields, String(error.cause)])).not.toContain(canary);
  return error;
}

const fieldsOf = async (text: string, env?: Record<string, string | undefined>) =>
  Object.fromEntries((await refusal(text, env)).fields.map(({ path: field, message }) => [field, message]));

it('reads the example of the README, and takes the variable it used out of the environment', async () => {
  const env = { CONTOSO_CLIENT_SECRET: canary, OTHER: 'stays' };
  expect(await reading(example, env)).toEqual({
    tenant: 'contoso',
    activate: true,
    input: {
      provider: 'microsoft',
      grantKind: 'client_credentials',
      transport: 'graph',
      senderName: 'Contoso Reports',
      senderAddress: 'reports@contoso.com',
      clientId: '11111111-2222-3333-4444-555555555555',
      settings: { directoryId: '66666666-7777-8888-9999-000000000000' },
      clientSecret: canary,
      clientSecretExpiresAt: null,
      overrides: {},
      testRecipient: 'avery@contoso.com',
    },
  });
  expect(env).toEqual({ OTHER: 'stays' });
});

it('reads an example of the README for each kind of provider, the secret from the environment', async () => {
  const kinds = [];
  for (const text of examples) {
    const [, name = ''] = /clientSecret: \{ env: (\w+) \}/.exec(text) ?? [];
    const { input } = await reading(text, { [name]: canary });
    expect(input).toMatchObject({ clientSecret: canary });
    kinds.push(`${input.provider} ${input.grantKind}`);
  }
  expect(kinds).toEqual(['microsoft client_credentials', 'smtp password', 'custom client_credentials']);
});

it('says where a field belongs that stands in another place', async () => {
  const [, smtp = ''] = examples;
  const text = smtp
    .replace(/^overrides: .*$/m, 'overrides: {}')
    .replace(/^settings: .*$/m, 'settings: { host: mail.contoso.com, port: 587, security: starttls, flavour: x }');
  expect(await fieldsOf(text, { CONTOSO_MAIL_PASSWORD: canary })).toMatchObject({
    'settings.host': 'There is no such field here: write it as overrides.smtpHost.',
    'settings.port': 'There is no such field here: write it as overrides.smtpPort.',
    'settings.security': 'There is no such field here: write it as overrides.smtpSecurity.',
    'settings.flavour': 'There is no such field.',
  });
});

it('reads the same from JSON, and a secret from a file beside it', async () => {
  await writeFile(path.join(folder, 'secret.txt'), `${canary}\n`);
  const fromYaml = await reading(example);
  const { input, ...besides } = fromYaml;
  const json = JSON.stringify({ ...besides, ...input, clientSecret: { file: 'secret.txt' } }, null, '\t');
  expect(await reading(json, {})).toEqual(fromYaml);
});

it.each([
  ['plain', `clientSecret: ${canary}`],
  ['in quotes', `clientSecret: "${canary}"`],
  ['a number', 'clientSecret: 12345678'],
  ['a block', `clientSecret: |\n  ${canary}`],
])('refuses a secret that stands in the file: %s', async (_how, line) => {
  const text = example.replace(/^clientSecret: .*$/m, line);
  expect(await fieldsOf(text)).toEqual({
    clientSecret:
      'A secret must not stand in the file, and this one is exposed: make a new one, and say where it is with { env: NAME } or { file: PATH }.',
  });
});

it('refuses it by its place wherever one may be, also where the fields are unknown', async () => {
  const text = `${example}\nproxy: { host: proxy.example, password: ${canary} }\nsmtpPassword: ${canary}\n`;
  expect(Object.keys(await fieldsOf(text))).toEqual(['proxy.password', 'smtpPassword']);
});

it.each([
  ['{ env: CONTOSO_CLIENT_SECRET, file: secret.txt }', 'Say where the secret is'],
  ['{ vault: x }', 'Say where the secret is'],
  ['{ env: NOT_SET }', 'The variable NOT_SET is not set. Set it for this command.'],
  ['{ file: missing.txt }', 'missing.txt cannot be read (ENOENT).'],
])('refuses a reference that leads nowhere: %s', async (reference, sentence) => {
  const text = example.replace(/^clientSecret: .*$/m, `clientSecret: ${reference}`);
  expect(await fieldsOf(text)).toEqual({ clientSecret: expect.stringContaining(sentence) });
});

it('names all fields that are wrong at once, in the words of the form', async () => {
  const text = example
    .replace('tenant: contoso', 'tenant: Con_toso')
    .replace('reports@contoso.com', 'reports')
    .replace('activate: true', 'activate: soon')
    .replace('overrides: {}', 'overrides: { smtpPort: 70000 }\nsenderNmae: x');
  expect(await fieldsOf(text)).toEqual({
    tenant: expect.stringContaining('Use lower-case letters'),
    activate: 'Write true or false.',
    senderAddress: expect.stringContaining('Enter a full e-mail address'),
    'overrides.smtpPort': 'Ports go from 1 to 65535.',
    senderNmae: 'There is no such field.',
  });
});

it('keeps every digit of an id, which would be a number', async () => {
  const text = `tenant: contoso
provider: google
grantKind: authorization_code
transport: gmail
senderName: Contoso Reports
senderAddress: reports@contoso.com
clientId: 112233445566778899001
clientSecret: { env: CONTOSO_CLIENT_SECRET }
clientSecretExpiresAt: null
overrides: { smtpPort: 465 }
`;
  const fields = await fieldsOf(text, { CONTOSO_CLIENT_SECRET: 'GOCSPX-abcdefghijklmnopqrstuvwxyz12' });
  // A text of digits is no client id of this provider: the same words as for one in quotes.
  expect(fields).toEqual(
    await fieldsOf(text.replace('112233445566778899001', '"112233445566778899001"'), {
      CONTOSO_CLIENT_SECRET: 'GOCSPX-abcdefghijklmnopqrstuvwxyz12',
    }),
  );
  expect(JSON.stringify(fields)).not.toContain('expected string');
});

it.each([
  [`clientSecret: "${canary}\n: [`, 'contoso.yaml is neither YAML nor JSON: look at line'],
  [`tenant: a\ntenant: ${canary}`, 'look at line 2 (DUPLICATE_KEY)'],
  [canary, 'contoso.yaml must hold fields with values'],
])('says where a file cannot be read, without a word of it: %j', async (text, sentence) => {
  expect((await refusal(text)).message).toContain(sentence);
});

it.each([
  ['one within itself', 'settings: &a [*a]'],
  ['one for a list', 'a: &a [x, x]\nb: &b [*a, *a]'],
  ['one without an anchor', 'senderName: *nobody'],
  ['fields of another place', 'settings: &a { x: y }\noverrides:\n  <<: *a'],
])('refuses an alias that stands for more than one value, by its line: %s', async (_what, lines) => {
  const { message } = await refusal(`tenant: contoso\n${lines}`);
  expect(message).toMatch(/^contoso\.yaml, line [234]: an alias can stand for one text or number .+ Write out/);
});

it('takes an alias of one text', async () => {
  const text = example
    .replace('senderAddress: reports@contoso.com', 'senderAddress: &who reports@contoso.com')
    .replace('testRecipient: avery@contoso.com', 'testRecipient: *who');
  expect((await reading(text)).input).toMatchObject({ testRecipient: 'reports@contoso.com' });
});

it.each([11, 100_000])('refuses %i brackets in each other', async (depth) => {
  const { message } = await refusal(`settings: ${'['.repeat(depth)}${']'.repeat(depth)}`);
  expect(message).toContain('contoso.yaml has fields within fields deeper than any connection');
});

/** In a folder of its own: a pipe that nobody writes to, a folder, a file that is too long, a link to a device. */
async function strangeFiles(): Promise<Record<string, string>> {
  const strange = path.join(folder, 'strange');
  await mkdir(path.join(strange, 'folder'), { recursive: true });
  execFileSync('sh', ['-c', 'mkfifo "$0"', path.join(strange, 'pipe')]);
  await symlink('/dev/zero', path.join(strange, 'device'));
  await writeFile(path.join(strange, 'long'), 'x'.repeat(256 * 1024 + 1));
  return Object.fromEntries(['pipe', 'folder', 'device', 'long'].map((name) => [name, path.join(strange, name)]));
}

it('reads no pipe, folder, device or long file, neither for a secret nor as the connection’s file', async () => {
  for (const [name, place] of Object.entries(await strangeFiles())) {
    const sentence = `${place} ${name === 'long' ? 'has more than 256 KiB.' : 'is no regular file'}`;
    const fields = await fieldsOf(example.replace(/^clientSecret: .*$/m, `clientSecret: { file: ${place} }`));
    expect(fields).toEqual({ clientSecret: expect.stringContaining(sentence) });
    const read = readConnectionFile(place, { env: {}, folder, ask: null });
    await expect(read).rejects.toThrow(sentence);
  }
});
