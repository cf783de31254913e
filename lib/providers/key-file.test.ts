import { describe, expect, it } from 'vitest';
import { keyFileText, keyPem, keyFileRuleForTests as rule, withKeyFileRule } from '#lib/testing/key-file.ts';
import { readKeyFile } from './key-file.ts';
import { microsoft } from './known/microsoft.ts';
import { applicationProblems, withKeyFile } from './schema.ts';

const problem = (text: string) => readKeyFile(rule, text).problem;
const notWhole = 'This JSON is not whole: use the file as it was downloaded.';
const notPem = '“private_key” in this file is no private key in PEM form: use the file as it was downloaded.';
const lacks = (member: string) => `This file lacks “${member}”: use it as it was downloaded.`;

it('reads what a right file fills, and whose it is, however it was saved', () => {
  const file = {
    owner: 'robot@reports-1042.example',
    fills: { clientId: 'robot@reports-1042.example', 'settings.robotId': '104200000000000000001' },
    project: 'reports-1042',
  };
  for (const text of [keyFileText(), `\uFEFF${keyFileText()}`, `\r\n ${keyFileText().replaceAll('\n', '\r\n')}\n`]) {
    expect(readKeyFile(rule, text)).toEqual({ file, problem: null });
  }
  const nobody = readKeyFile(rule, keyFileText({ project: undefined }));
  expect(nobody.file?.project).toBe('');
});

it.each([
  ['nothing', '', rule.problem],
  ['the key alone', keyPem, rule.problem],
  ['a list', `[${keyFileText()}]`, rule.problem],
  ['another text', 'robot@reports-1042.example', rule.problem],
  ['a file cut off', keyFileText().slice(0, -200), notWhole],
  ['two files', keyFileText() + keyFileText(), notWhole],
  ['an unknown kind', keyFileText({ type: 'toaster' }), rule.problem],
  ['no kind', keyFileText({ type: undefined }), rule.problem],
  ['an inherited name for its kind', '{"constructor": 1, "toString": "robot"}', rule.problem],
  ['a kind known by a member', '{"web": {"client_secret": "s3cret-s3cret"}}', 'This file is of a web application.'],
  ['a kind known by a value', keyFileText({ type: 'human' }), 'This file is of a person.'],
  ['no id of the key', keyFileText({ private_key_id: undefined }), lacks('private_key_id')],
  ['no e-mail', keyFileText({ email: ' ' }), lacks('email')],
  ['a number for a text', keyFileText({ robot_id: 1042 }), lacks('robot_id')],
  ['no key', keyFileText({ private_key: undefined }), lacks('private_key')],
  ['a key that is no PEM', keyFileText({ private_key: 's3cret-s3cret' }), notPem],
  ['a key cut off', keyFileText({ private_key: keyPem.slice(0, 300) }), notPem],
  ['a public key', keyFileText({ private_key: keyPem.replaceAll('PRIVATE', 'PUBLIC') }), notPem],
  ['an encrypted key', keyFileText({ private_key: keyPem.replaceAll('PRIVATE', 'ENCRYPTED PRIVATE') }), notPem],
])('refuses %s by name, and quotes nothing of it', (_what, text, sentence) => {
  expect(problem(text)).toBe(sentence);
  expect(sentence).not.toMatch(/s3cret|MII/);
});

describe('an application that shows a key file', () => {
  const rules = withKeyFileRule(microsoft);
  const directoryId = '11111111-2222-3333-4444-555555555555';
  const found = (given: Parameters<typeof applicationProblems>[2]) =>
    Object.fromEntries(
      applicationProblems(rules, 'client_credentials', given).map(({ path, message }) => [path.join('.'), message]),
    );
  const clientSecret = keyFileText();

  it('need not name what its file tells', () => {
    expect(found({ clientSecret, settings: { directoryId } })).toEqual({});
    expect(withKeyFile(rules, 'client_credentials', { clientSecret, settings: { directoryId } })).toEqual({
      clientSecret,
      clientId: 'robot@reports-1042.example',
      settings: { directoryId, robotId: '104200000000000000001' },
    });
  });

  it('may name it, in any case, and must not name another', () => {
    const robotId = '104200000000000000001';
    const named = { clientId: 'Robot@Reports-1042.example', settings: { directoryId, robotId } };
    expect(found({ clientSecret, ...named })).toEqual({});
    const whose = 'This key belongs to robot@reports-1042.example of project reports-1042';
    expect(found({ clientSecret, clientId: 'robot@other.example', settings: { directoryId, robotId: '99' } })).toEqual({
      clientId: `${whose}, not to robot@other.example.`,
      'settings.robotId': `${whose}: its Robot’s ID is ${robotId}, not to 99.`,
    });
  });

  it('is told what is wrong with the file, and not that what it would fill is missing', () => {
    expect(found({ clientSecret: keyFileText({ type: 'human' }), settings: { directoryId } })).toEqual({
      clientSecret: 'This file is of a person.',
    });
    expect(found({ clientSecret: '', settings: { directoryId } })).toEqual({ clientSecret: 'Enter the key file.' });
    // Control: without a file to fill it, it is missing.
    expect(found({ settings: { directoryId } })).toEqual({ 'settings.robotId': 'The robot’s ID is a number.' });
  });

  it('is told where the file holds what cannot be right', () => {
    const odd = keyFileText({ robot_id: 'robot' });
    expect(found({ clientSecret: odd, settings: { directoryId } })).toEqual({
      'settings.robotId': 'The robot’s ID is a number.',
    });
  });

  it('is no matter of the other grant', () => {
    const plain = { clientId: directoryId, clientSecret: 'abc~DEF', settings: { directoryId } };
    expect(applicationProblems(rules, 'authorization_code', plain)).toEqual([]);
    expect(withKeyFile(rules, 'authorization_code', { ...plain, clientSecret })).toEqual({ ...plain, clientSecret });
  });
});
