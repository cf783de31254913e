import { expect, it } from 'vitest';
import { AppError } from '#lib/errors/index.ts';
import type { Answer, Surroundings } from './command.ts';
import { commands } from './commands.ts';
import { type Outcome, run } from './run.ts';

const nobody: Surroundings = { env: {}, folder: '/nowhere', ask: null };
const operator = { kind: 'operator', name: 'root' } as const;
const tenantLine = 'tenant create --slug contoso --name Contoso'.split(' ');

const typed = (line: string, surroundings = nobody) => run(line.split(' '), surroundings, (act) => act(operator));
const answering = (answer: Answer, ...more: string[]) => run([...tenantLine, ...more], nobody, async () => answer);

/** The one document, or what was written instead. */
const documentOf = ({ stdout, stderr }: Outcome) => {
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Record<string, unknown>;
};

it('writes an answer to the output, what went wrong to the errors, and the exit code of each', async () => {
  const answer: Answer = { exitCode: 0, lines: ['Made.', 'Twice.'], json: { made: 2 } };
  expect(await answering(answer)).toEqual({ exitCode: 0, stdout: 'Made.\nTwice.\n', stderr: '' });
  expect(await answering({ ...answer, exitCode: 3 })).toMatchObject({ exitCode: 3, stdout: 'Made.\nTwice.\n' });
  expect(await answering({ ...answer, exitCode: 1 })).toEqual({ exitCode: 1, stdout: '', stderr: 'Made.\nTwice.\n' });
  for (const exitCode of [0, 1, 3] as const) {
    const outcome = await answering({ ...answer, exitCode }, '--json');
    expect(outcome.exitCode).toBe(exitCode);
    expect(documentOf(outcome)).toEqual({ made: 2 });
  }
});

it('says what is wrong with a line, and where its help is', async () => {
  expect(await typed('tenant create --slag x --name y')).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: 'There is no option --slag: did you mean --slug?\nHelp: npm run -s admin -- tenant create --help\n',
  });
  expect((await typed('tenent x')).stderr).toContain('Help: npm run -s admin -- --help');
  const outcome = await typed('tenant create --slag x --name y --json');
  expect(outcome.exitCode).toBe(2);
  expect(documentOf(outcome)).toEqual({
    error: { code: 'usage', message: 'There is no option --slag: did you mean --slug?', fields: [] },
  });
});

it.each([
  ['tenant create --slug Con_toso --name x', '--slug: Use lower-case letters, digits and single hyphens'],
  ['tenant create --slug admin --name x', '--slug: This short name is reserved. Choose another.'],
  ['user create --email a --name x --generate-password', '--email: Enter a full e-mail address'],
  ['user create --email a@b.example --name x --password-file /nowhere/p', '--password-file: /nowhere/p cannot be read'],
  ['connection apply /nowhere/a.yaml', '/nowhere/a.yaml cannot be read (ENOENT). Name a file that is there'],
])('refuses before any database is opened, naming the field and the cure: %s', async (line, sentence) => {
  const { exitCode, stdout, stderr } = await typed(line);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toContain(sentence);
  const outcome = await typed(`${line} --json`);
  expect(outcome.exitCode).toBe(1);
  expect(JSON.stringify(documentOf(outcome))).toContain(sentence);
});

it.each([
  ['user create --email a@b.example --name x', 'Give the password by --password-file'],
  ['user create --email a@b.example --name x --generate-password --password-file p', 'not both'],
  ['user create --email a@b.example --name x --role admin', '--tenant is missing'],
  ['user create --email a@b.example --name x --tenant t', '--role is missing'],
  ['user create --email a@b.example --name x --tenant t --role boss', '--role is “boss”. Choose from admin'],
  ['key create --tenant t --name x --scope a', '--scope is “a”. Choose from connections:read'],
])('takes for a wrong line what can only be one: %s', async (line, sentence) => {
  const { exitCode, stderr } = await typed(line);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(sentence);
});

it('asks for a password at the terminal, twice, and takes one of the environment out of it', async () => {
  const made = async (surroundings: Partial<Surroundings>) => {
    const command = commands.find(({ name }) => name === 'user create');
    const options = { email: ['a@b.example'], name: ['x'] };
    await command?.prepare({ options, file: '' }, { ...nobody, ...surroundings });
  };
  const answers = ['correct horse battery', 'correct horse battery', 'one of two', 'the other'];
  const ask = async () => answers.shift() ?? '';
  await made({ ask });
  await expect(made({ ask })).rejects.toThrow('The two passwords differ. Begin again.');
  const env = { MAILGRANT_USER_PASSWORD: 'correct horse battery' };
  await made({ env });
  expect(env).toEqual({});
  await expect(made({ env: { MAILGRANT_USER_PASSWORD: 'short' } })).rejects.toMatchObject({
    fields: [{ path: 'password', message: expect.stringContaining('Use at least 12 characters') }],
  });
});

it('tells a refusal of the domain by field, and a bug in full to the errors only', async () => {
  const taken = new AppError('conflict', 'Taken.', { fields: [{ path: 'slug', message: 'Taken. Choose another.' }] });
  const refused = (error: Error, ...more: string[]) =>
    run([...tenantLine, ...more], nobody, () => Promise.reject(error));
  expect(await refused(taken)).toEqual({ exitCode: 1, stdout: '', stderr: '--slug: Taken. Choose another.\n' });
  expect(documentOf(await refused(taken, '--json'))).toEqual({
    error: {
      code: 'conflict',
      message: '--slug: Taken. Choose another.',
      fields: [{ field: '--slug', message: 'Taken. Choose another.' }],
    },
  });
  const bug = await refused(new TypeError('x is not a function'));
  expect(bug.exitCode).toBe(1);
  expect(bug.stderr).toContain('at ');
  expect(documentOf(await refused(new TypeError('x is not a function'), '--json'))).toEqual({
    error: { code: 'failed', message: 'TypeError: x is not a function', fields: [] },
  });
});

it('says how each command is used, and every way it can end', async () => {
  for (const { name, options } of commands) {
    const { exitCode, stdout } = await typed(`${name} --help`);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`Usage: npm run -s admin -- ${name}`);
    for (const option of [...Object.keys(options), 'json', 'help']) expect(stdout).toContain(`--${option}`);
    for (const code of ['0', '1', '2', '3']) expect(stdout).toMatch(new RegExp(`^  ${code}  `, 'm'));
    expect(Object.keys(documentOf(await typed(`${name} --help --json`)))).toEqual(['help']);
  }
  expect((await typed('--help')).stdout).toContain('connection apply');
  const { stdout } = await typed('connection apply --help');
  for (const word of ['smtpHost', 'smtpPort', 'smtpSecurity', 'clientSecret', 'README.md'])
    expect(stdout).toContain(word);
});
