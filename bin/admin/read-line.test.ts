import { expect, it } from 'vitest';
import { commands } from './commands.ts';
import { readLine } from './read-line.ts';

function catching(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

const read = (line: string) => readLine(line.split(' ').filter(Boolean));

it('reads a command with its options, wherever --json stands', () => {
  for (const line of [
    '--json key create --tenant contoso --scope audit:read --scope=connections:read --name Nightly',
    'key --json create --tenant contoso --scope audit:read --scope=connections:read --name Nightly',
    'key create --tenant contoso --scope audit:read --scope=connections:read --name Nightly --json',
  ]) {
    expect(read(line)).toMatchObject({
      kind: 'command',
      json: true,
      command: { name: 'key create' },
      given: { options: { tenant: ['contoso'], scope: ['audit:read', 'connections:read'], name: ['Nightly'] } },
    });
  }
});

it.each([
  ['', 'Say what to do, such as: tenant create.'],
  ['tenent create', 'There is no command “tenent”: did you mean “tenant”?'],
  ['connection', 'Say what to do with it: connection apply, connection status.'],
  ['connection aply f.yaml', 'There is no command connection “aply”: did you mean “apply”?'],
  ['connection remove', 'There is no command connection “remove”. There is: apply, status.'],
  ['tenant create --slag x --name y', 'There is no option --slag: did you mean --slug?'],
  ['tenant create --wholly-other x', 'There is no option --wholly-other. There is: --slug, --name, --json, --help.'],
  ['tenant create -s x', 'There is no option -s'],
  ['tenant create --name y', '--slug is missing: --slug SLUG.'],
  ['tenant create --slug --name y', '--slug needs a value: --slug=SLUG.'],
  ['tenant create --name y --slug', '--slug needs a value: --slug=SLUG.'],
  ['tenant create --name y --slug=', 'nothing'],
  ['tenant create --slug a --slug b --name y', '--slug stands there twice: give it once.'],
  ['tenant create a --slug b --name y', '“a” is too much: options begin with --.'],
  ['tenant create --json=yes --slug b --name y', '--json takes no value'],
  ['tenant create --constructor x', 'There is no option --constructor'],
  ['connection apply', 'FILE is missing'],
  ['connection apply a.yaml b.yaml', '“b.yaml” is too much'],
])('%s: %s', (line, sentence) => {
  // An empty text is one: what is wrong with it, its own field says.
  if (sentence === 'nothing') expect(() => read(line)).not.toThrow();
  else
    expect(() => read(line)).toThrow(
      expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(sentence) }),
    );
});

it('names all that is wrong with a line at once', () => {
  const line = 'key create --tenat acme --scope foo --scope audit:read --json=x';
  const error = catching(() => read(line)) as Error;
  expect(error.name).toBe('UsageError');
  expect(error.message.split('\n')).toEqual([
    'There is no option --tenat: did you mean --tenant?',
    expect.stringMatching(/^--scope is “foo”\. Choose from connections:read, /),
    '--json takes no value: leave out what stands behind =.',
    '--name is missing: --name NAME.',
  ]);
  expect(() => read('key create --scope audit:read one two')).toThrow(
    '--tenant is missing: --tenant SLUG.\n--name is missing: --name NAME.\n“one” is too much: options begin with --.\n“two” is',
  );
});

it('takes a value that begins like an option where it is tied to its own', () => {
  expect(read('tenant create --slug=a --name=-x-')).toMatchObject({ given: { options: { name: ['-x-'] } } });
});

it('has a help at each level', () => {
  expect(read('--help')).toMatchObject({ kind: 'help', about: undefined });
  expect(read('tenant -h')).toMatchObject({ kind: 'help', about: 'tenant' });
  for (const command of commands)
    expect(read(`${command.name} --help`)).toMatchObject({ kind: 'help', about: command });
});
