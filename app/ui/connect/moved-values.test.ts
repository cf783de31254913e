import { expect, it } from 'vitest';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { provider } from '#lib/testing/connection-form.ts';
import { emptyValues } from './form-values.ts';
import { movedValues } from './moved-values.ts';

it('takes over who sends and where tests go, and nothing of how the one before signs in', () => {
  const empty = emptyValues(provider, 'Contoso');
  const old = {
    provider: 'smtp',
    grantKind: 'password',
    transport: 'smtp',
    senderName: 'Reports',
    senderAddress: 'reports@contoso.com',
    clientId: '',
    settings: { userName: 'relay@contoso.com' },
    overrides: { smtpHost: 'smtp.contoso.com' },
    testRecipient: 'dana@contoso.com',
  } as unknown as ConnectionView;
  const sender = { senderName: 'Reports', senderAddress: 'reports@contoso.com' };
  expect(movedValues(empty, old)).toEqual({ ...empty, ...sender, testRecipient: 'dana@contoso.com' });
  expect(movedValues(empty, { ...old, testRecipient: null })).toEqual({ ...empty, ...sender });
});
