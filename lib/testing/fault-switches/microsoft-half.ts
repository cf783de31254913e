import { connectionInput } from '#lib/testing/connection-input.ts';
import { walkThrough } from '#sandbox/testing/sign-in.ts';
import type { Half } from './half.ts';

const account = 'reports@contoso.example';

export const microsoftHalf: Half = {
  provider: 'microsoft',
  account,
  recipient: 'alex@contoso.example',
  transports: { api: 'graph', smtp: 'smtp' },
  register: ({ control }, redirectUrl) => {
    const { clientId, directoryId, secretValue } = control.createRegistration({
      directory: 'Contoso',
      name: 'Reports',
      redirectUris: [redirectUrl],
      applicationPermissions: ['Mail.Send', 'SMTP.SendAsApp'],
      adminConsent: true,
    });
    return {
      clientId,
      input: (grantKind, transport) =>
        connectionInput({
          grantKind,
          transport: transport as 'graph' | 'smtp',
          senderAddress: account,
          clientId,
          settings: { directoryId },
          clientSecret: secretValue,
        }),
      newSecret: () => control.addSecret(clientId).secretValue,
    };
  },
  walk: async (authorizeUrl) => {
    const { sentTo, page } = await walkThrough(authorizeUrl, { account });
    return sentTo ?? page;
  },
};
