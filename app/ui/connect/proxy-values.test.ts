import { expect, it } from 'vitest';
import type { ProxyView } from '#lib/connections/schema.ts';
import { aSmtpForm, smtpFilled } from '#lib/testing/smtp-form.ts';
import { problemsOf } from './form-input.ts';
import { keepsProxyPassword, noProxy, proxyInputOf, proxyValuesOf } from './proxy-values.ts';

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
    expect(keepsProxyPassword(values, stored)).toBe(true);
    expect(keepsProxyPassword({ ...values, ...change }, stored)).toBe(false);
  },
);

it('says what is missing at its own fields', () => {
  const proxy = { ...noProxy, kind: 'http', uses: [] } as const;
  const problems = problemsOf(aSmtpForm, { ...smtpFilled, proxy: { ...proxy, uses: [] } }, null);
  expect(Object.keys(problems).sort()).toEqual(['proxy.host', 'proxy.port', 'proxy.uses']);
});
