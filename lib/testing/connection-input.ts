import { randomUUID } from 'node:crypto';
import type { ConnectionInput } from '#lib/connections/schema.ts';

/** Settings that can be saved as they are: those of one mailbox that signs in as a user and sends through Graph. */
export function connectionInput(change: Partial<ConnectionInput> = {}): ConnectionInput {
  return {
    provider: 'microsoft',
    grantKind: 'authorization_code',
    transport: 'graph',
    senderName: 'Contoso Reports',
    senderAddress: 'reports@contoso.com',
    clientId: randomUUID(),
    settings: { directoryId: randomUUID() },
    clientSecret: 'a-secret-value',
    clientSecretExpiresAt: null,
    overrides: {},
    ...change,
  };
}
