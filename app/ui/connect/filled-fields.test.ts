import '#lib/testing/plant-key-file.ts';
import { describe, expect, it } from 'vitest';
import { filled, guid, provider } from '#lib/testing/connection-form.ts';
import { keyFileText } from '#lib/testing/key-file.ts';
import { filledFields } from './filled-fields.ts';
import { inputOf, problemsOf } from './form-input.ts';
import { type FormValues, providerValues } from './form-values.ts';
import { type KeptSecret, keepsSecret } from './kept-secret.ts';

const clientSecret = keyFileText();
const told = { clientId: 'robot@reports-1042.example', 'settings.robotId': '104200000000000000001' };
const robot: FormValues = { ...filled, grantKind: 'client_credentials', clientId: '', clientSecret };
const kept: KeptSecret = {
  provider: 'microsoft',
  grantKind: 'client_credentials',
  clientId: 'stored@reports-1042.example',
  settings: { directoryId: guid, robotId: '7' },
  servers: providerValues(provider, robot),
  from: null,
  isEndRead: false,
};

describe('what a key file fills', () => {
  it('is what it tells, whatever stood there', () => {
    expect(filledFields(provider, robot, null, clientSecret)).toEqual(told);
    expect(filledFields(provider, robot, kept, clientSecret)).toEqual(told);
  });

  it('goes with the file, or back to what goes with the stored one', () => {
    expect(filledFields(provider, robot, null, '')).toEqual({ clientId: '', 'settings.robotId': '' });
    const stored = { clientId: 'stored@reports-1042.example', 'settings.robotId': '7' };
    expect(filledFields(provider, robot, kept, '')).toEqual(stored);
    expect(filledFields(provider, robot, kept, keyFileText({ type: 'human' }))).toEqual(stored);
    const otherWay = { ...kept, grantKind: 'authorization_code' } as const;
    expect(filledFields(provider, robot, otherWay, '')).toEqual({ clientId: '', 'settings.robotId': '' });
  });

  it('is nothing where there are no key files', () => {
    expect(filledFields(provider, filled, null, clientSecret)).toEqual({});
  });
});

describe('a form whose secret is a key file', () => {
  it('sends no empty field in place of what the file tells', () => {
    expect(inputOf(provider, robot, null)).not.toHaveProperty('clientId');
    expect(inputOf(provider, robot, null).settings).toEqual({ directoryId: guid });
    expect(problemsOf(provider, robot, null)).toEqual({});
  });

  it('asks for the file alone while there is none, or says what is wrong with it', () => {
    expect(problemsOf(provider, { ...robot, clientSecret: '' }, null)).toEqual({ clientSecret: 'Enter the key file.' });
    const wrong = { ...robot, clientSecret: keyFileText({ type: 'human' }) };
    expect(problemsOf(provider, wrong, null)).toEqual({ clientSecret: 'This file is of a person.' });
  });

  it('sends nothing of it with the other way to sign in', () => {
    const settings = { directoryId: guid, robotId: '7' };
    expect(inputOf(provider, { ...filled, settings }, null).settings).toEqual({ directoryId: guid });
  });

  it('keeps the stored file where all stays as it is', () => {
    const { clientId, settings } = kept;
    const again = { ...robot, clientId, settings, clientSecret: '' };
    expect(keepsSecret(provider, again, kept)).toBe(true);
    expect(problemsOf(provider, again, kept)).toEqual({});
  });
});
