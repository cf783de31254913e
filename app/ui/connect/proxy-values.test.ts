import { expect, it } from 'vitest';
import type { ProxyView } from '#lib/connections/schema.ts';
import { aSmtpForm, smtpFilled } from '#lib/testing/smtp-form.ts';
import { problemsOf } from './form-input.ts';
import { noProxy, proxyInputOf, proxyPassword, proxyValuesOf, withKind } from './proxy-values.ts';

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

it('fills in the usual port of the kind that is chosen, and leaves one that was typed', () => {
  const http = withKind(noProxy, 'http');
  expect(http).toMatchObject({ kind: 'http', port: '3128' });
  const socks = withKind(http, 'socks5');
  expect(socks).toMatchObject({ kind: 'socks5', port: '1080' });
  expect(withKind(socks, 'none')).toEqual(noProxy);
  expect(withKind({ ...http, port: '8080' }, 'socks5')).toMatchObject({ port: '8080' });
});

it('asks for a port that is not there, and says what is wrong with one that is', () => {
  const problemOf = (port: string) => {
    const proxy = { ...noProxy, kind: 'http' as const, host: 'proxy.example', port };
    return problemsOf(aSmtpForm, { ...smtpFilled, proxy }, null)['proxy.port'];
  };
  expect(problemOf('')).toBe('Enter the port.');
  expect(problemOf('70000')).toBe('Ports go from 1 to 65535.');
  const overrides = { ...smtpFilled.overrides, smtpPort: ' ' };
  expect(problemsOf(aSmtpForm, { ...smtpFilled, overrides }, null)['overrides.smtpPort']).toBe('Enter the port.');
});
