import { NextRequest } from 'next/server';
import { beforeAll, expect, it, vi } from 'vitest';
import { config, proxy } from './proxy.ts';

const matches = (path: string) => config.matcher.some((pattern) => new RegExp(`^${pattern}$`).test(path));

beforeAll(() => {
  vi.stubEnv('DATABASE_URL', 'postgresql://localhost/none');
  vi.stubEnv('MAILGRANT_KEYS', `k1:${Buffer.alloc(32).toString('base64')}`);
  vi.stubEnv('PUBLIC_URL', 'https://mail.example');
});

it.each(['/api', '/api/v1/connections', '/api/auth/callback/credentials', '/oauth/callback/microsoft', '/healthz'])(
  'leaves %s alone: a body that passes through is cut, a code must not be looked at',
  (path) => expect(matches(path)).toBe(false),
);

it.each(['/', '/sign-in', '/t/demo/mail', '/t/demo/mail/connections/1', '/apiary', '/nowhere'])(
  'gives %s its policy',
  (path) => expect(matches(path)).toBe(true),
);

it('gives every page a nonce of its own, the same in policy and header', () => {
  const nonces = Array.from({ length: 1_000 }, () => {
    const { headers } = proxy(new NextRequest('https://mail.example/t/demo/mail'));
    const nonce = headers.get('x-nonce') ?? '';
    expect(headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`);
    expect(headers.get('strict-transport-security')).not.toBeNull();
    return nonce;
  });
  expect(new Set(nonces).size).toBe(1_000);
});
