import { expect, it } from 'vitest';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { authorizationServerName, serverName } from './server-name.ts';

const custom = {
  provider: 'custom',
  providerLabel: 'Custom OAuth 2.0',
  endpoints: { tokenEndpoint: 'https://login.contoso.example:8443/token', smtpHost: 'mail.contoso.example' },
  problem: null,
} as unknown as ConnectionView;
const refusedBy = (protocol: string) => ({ ...custom, problem: { reply: { protocol } } }) as unknown as ConnectionView;

it('names the server that speaks where no provider has a name', () => {
  expect(authorizationServerName(custom)).toBe('login.contoso.example');
  expect(serverName(custom)).toBe('mail.contoso.example');
  expect(serverName(refusedBy('smtp'))).toBe('mail.contoso.example');
  expect(serverName(refusedBy('oauth'))).toBe('login.contoso.example');
});

it('keeps the name of a provider that has one', () => {
  const microsoft = { ...custom, provider: 'microsoft', providerLabel: 'Microsoft 365' } as ConnectionView;
  expect([authorizationServerName(microsoft), serverName(microsoft)]).toEqual(['Microsoft 365', 'Microsoft 365']);
});
