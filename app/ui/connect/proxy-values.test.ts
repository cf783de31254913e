import { expect, it } from 'vitest';
import type { ProxyView } from '#lib/connections/schema.ts';
import { aSmtpForm, smtpFilled } from '#lib/testing/smtp-form.ts';
import { problemsOf } from './form-input.ts';
import { noProxy, proxyInputOf, proxyPassword, proxyValuesOf } from './proxy-values.ts';

const stored: ProxyView = {
  kind: 'socks5',
  host: 'proxy.example',
  port: 1080,
  userName: 'reports',
  hasPassword: true,
  uses: ['mail'],
};
const values = proxyValuesOf(stored);

it('is none, or what was typed with its password', () => {
  expect(proxyInputOf(noProxy)).toBeNull();
  expect(proxyInputOf(values)).toEqual({
    kind: 'socks5',
    host: 'proxy.example',
    port: 1080,
    userName: 'reports',
    uses: ['mail'],
  });
  expect(proxyInputOf({ ...values, password: 'pass' })).toMatchObject({ password: 'pass' });
});

it.each([{ kind: 'http' }, { host: 'other.example' }, { port: '1081' }, { userName: 'else' }] as const)(
  'keeps the stored password for the same person at the same proxy, not with %j',
  (change) => {
    const known = { stored, copied: null };
    expect(proxyPassword(values, known, false)).toBe('kept');
    expect(proxyPassword({ ...values, ...change }, known, true)).toBe('none');
  },
);

it('of a copy goes along with the secret, else it is asked for again', () => {
  const known = { stored: null, copied: stored };
  expect(proxyPassword(values, known, true)).toBe('kept');
  expect(proxyPassword(values, known, false)).toBe('again');
  expect(proxyPassword({ ...values, host: 'other.example' }, known, true)).toBe('none');
  expect(proxyPassword(values, { ...known, copied: { ...stored, hasPassword: false } }, false)).toBe('none');
});

it('says what is missing at its own fields', () => {
  const proxy = { ...noProxy, kind: 'http', uses: [] } as const;
  const problems = problemsOf(aSmtpForm, { ...smtpFilled, proxy: { ...proxy, uses: [] } }, null);
  expect(Object.keys(problems).sort()).toEqual(['proxy.host', 'proxy.port', 'proxy.uses']);
});
