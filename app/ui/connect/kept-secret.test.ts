import { describe, expect, it } from 'vitest';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { filled, guid, provider } from './form-fixture.ts';
import { inputOf, problemsOf } from './form-input.ts';
import { providerValues } from './form-values.ts';
import { keepsSecret, keptSecretOf, secretMovedBy } from './kept-secret.ts';

const tokenEndpoint = providerValues(provider, filled).tokenEndpoint;
const stored = {
  id: 'in-use',
  hasClientSecret: true,
  clientId: guid,
  directoryId: guid,
  endpoints: { tokenEndpoint },
} as unknown as ConnectionView;
const kept = { clientId: guid, directoryId: guid, tokenEndpoint, from: 'in-use' };
const untyped = { ...filled, clientSecret: '' };
const other = guid.replace('1', '9');

describe('keptSecretOf', () => {
  it('keeps a candidate’s own secret, and copies that of a connection in use', () => {
    expect(keptSecretOf(stored, null)).toEqual({ ...kept, from: null });
    expect(keptSecretOf(null, stored)).toEqual(kept);
    expect(keptSecretOf({ ...stored, id: 'made' }, stored)?.from).toBeNull();
  });

  it('keeps nothing where nothing is stored', () => {
    expect(keptSecretOf(null, null)).toBeNull();
    expect(keptSecretOf(null, { ...stored, hasClientSecret: false })).toBeNull();
  });
});

describe('secretMovedBy', () => {
  it.each([
    ['nothing', untyped, null],
    ['the same ids in capitals, with blanks around', { ...untyped, clientId: ` ${guid.toUpperCase()} ` }, null],
    ['the same token endpoint, typed', { ...untyped, overrides: { tokenEndpoint: ` ${tokenEndpoint}` } }, null],
    ['who sends, and how', { ...untyped, senderAddress: 'a@b.example', transport: 'smtp' }, null],
    ['another application', { ...untyped, clientId: other }, 'clientId'],
    ['another directory', { ...untyped, directoryId: other }, 'directoryId'],
    ['another server', { ...untyped, overrides: { tokenEndpoint: 'https://elsewhere.example' } }, 'tokenEndpoint'],
  ] as const)('%s', (_what, values, moved) => {
    expect(secretMovedBy(provider, values, kept)).toBe(moved);
    expect(keepsSecret(provider, values, kept)).toBe(moved === null);
    expect('clientSecret' in inputOf(provider, values, kept)).toBe(moved !== null);
    expect(Object.keys(problemsOf(provider, values, kept))).toEqual(moved === null ? [] : ['clientSecret']);
  });

  it('sends what is typed, stored secret or not', () => {
    expect(inputOf(provider, filled, kept)).toHaveProperty('clientSecret', filled.clientSecret);
  });
});
