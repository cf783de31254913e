import type { ConnectionInput } from '#lib/connections/schema.ts';
import { connectionInput } from '#lib/testing/connection-input.ts';
import { places } from '#sandbox/pages/places.ts';
import { walkThroughGoogle } from '#sandbox/testing/google-sign-in.ts';
import type { Half } from './half.ts';

type Application = Pick<ConnectionInput, 'clientId' | 'clientSecret' | 'settings'>;

const account = 'reports@northwind.example';
const scopes = ['https://www.googleapis.com/auth/gmail.send', 'https://mail.google.com/'];

export const googleHalf: Half = {
  provider: 'google',
  account,
  recipient: 'dana@northwind.example',
  transports: { api: 'gmail', smtp: 'smtp' },
  register: ({ control: { google }, origin }, redirectUrl) => {
    const client = google.createClient({ project: 'Northwind', redirectUris: [redirectUrl] });
    const applicationOf = (grantKind: ConnectionInput['grantKind']): Application => {
      const { clientId, clientSecret } = client;
      if (grantKind === 'authorization_code') return { clientId, clientSecret, settings: {} };
      const { email, uniqueId, keyFile } = google.createServiceAccount({
        project: 'Northwind',
        delegateScopes: scopes,
      });
      return { clientId: email, clientSecret: JSON.stringify(keyFile), settings: { uniqueId } };
    };
    return {
      clientId: client.clientId,
      input: (grantKind, transport) =>
        connectionInput({
          provider: 'google',
          grantKind,
          transport: transport as 'gmail' | 'smtp',
          senderAddress: account,
          ...applicationOf(grantKind),
        }),
      newSecret: () => google.addSecret(client.clientId).clientSecret,
      restore: async () => {
        const page = `${origin}${places.console.path}/auth/clients/${client.clientId}/restore`;
        await fetch(`${page}?project=${client.projectId}`, { method: 'POST' });
      },
    };
  },
  walk: async (authorizeUrl) => {
    const { sentTo, page } = await walkThroughGoogle(authorizeUrl, { account });
    return sentTo ?? page;
  },
};
