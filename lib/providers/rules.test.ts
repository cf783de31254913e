import { expect, it } from 'vitest';
import { microsoft } from './known/microsoft.ts';
import { applicationProblems, asStored } from './schema.ts';
import type { ProviderRules } from './types.ts';

const { authorization_code: application } = microsoft.application;

/** A provider whose applications show a key file, and name whom they act for. */
const rules: ProviderRules = {
  ...microsoft,
  application: {
    authorization_code: application,
    client_credentials: {
      clientId: { label: 'Client ID', maxLength: 40, shapes: [] },
      clientSecret: {
        ...application.clientSecret,
        label: 'Key file',
        isMultiline: true,
        shapes: [{ is: '^\\{', problem: 'Paste the whole file.' }],
      },
    },
  },
  settings: [
    { name: 'realm', label: 'Realm', maxLength: 5, shapes: [] },
    { name: 'actFor', label: 'Acts for', grantKinds: ['client_credentials'], maxLength: 50, shapes: [] },
  ],
};

const found = (kind: 'authorization_code' | 'client_credentials', given: Parameters<typeof applicationProblems>[2]) =>
  Object.fromEntries(applicationProblems(rules, kind, given).map(({ path, message }) => [path.join('.'), message]));

it('reads the same field by the rules of the grant it is for', () => {
  expect(
    found('client_credentials', { clientId: 'any', clientSecret: '{\n}', settings: { realm: 'r', actFor: 'a' } }),
  ).toEqual({});
  expect(Object.keys(found('authorization_code', { clientId: 'any', clientSecret: '{\n}' }))).toEqual([
    'clientId',
    'clientSecret',
  ]);
  expect(found('client_credentials', { clientSecret: 'abc' })).toEqual({ clientSecret: 'Paste the whole file.' });
});

it('asks for a setting where the grant needs it, and nowhere else', () => {
  expect(found('client_credentials', { settings: { realm: 'r' } })).toEqual({
    'settings.actFor': 'Enter the acts for.',
  });
  expect(found('authorization_code', { settings: { realm: 'r' } })).toEqual({});
  expect(found('authorization_code', { settings: { realm: '' } })).toEqual({ 'settings.realm': 'Enter the realm.' });
  expect(found('authorization_code', { settings: { realm: 'longer' } })).toEqual({
    'settings.realm': 'Use at most 5 characters.',
  });
});

it('takes no secret into another field as well, where anybody may read it', () => {
  const pasted = { clientSecret: '{12345678', settings: { realm: 'r', actFor: '{12345678' } };
  expect(found('client_credentials', pasted)).toEqual({
    'settings.actFor': 'This is what stands in the field for the secret: enter the acts for here.',
  });
  expect(found('client_credentials', { clientId: '{12345678', clientSecret: '{12345678' })).toHaveProperty('clientId');
  expect(found('client_credentials', { clientId: '{', clientSecret: '{' })).toEqual({});
});

it('finds nothing wrong with what a change leaves alone', () => {
  expect(found('client_credentials', {})).toEqual({});
});

it('keeps the case where the provider tells one from the other', () => {
  const typed = { clientId: ' ABC ', settings: { realm: ' R ' } };
  expect(asStored(rules, 'client_credentials', typed)).toEqual({ clientId: 'ABC', settings: { realm: 'R' } });
  expect(asStored(rules, 'authorization_code', typed).clientId).toBe('abc');
});

it.each([
  ['JSON key file', 'Enter the JSON key file.'],
  ['Key file', 'Enter the key file.'],
])('asks for what is missing by its name: %s', (label, message) => {
  const { clientSecret } = application;
  const named = {
    ...rules,
    application: {
      ...rules.application,
      client_credentials: { ...application, clientSecret: { ...clientSecret, shapes: [], label } },
    },
  };
  expect(applicationProblems(named, 'client_credentials', { clientSecret: '' })).toEqual([
    { path: ['clientSecret'], message },
  ]);
});
