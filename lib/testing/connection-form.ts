import { emptyValues, type FormValues } from '#app/ui/connect/form-values.ts';
import { markOf, type Place, type ProviderForm } from '#app/ui/connect/provider-form.ts';
import { providerRules } from '#lib/providers/schema.ts';

const place = {
  endpoints: {
    issuer: `https://login.example/${markOf('directoryId')}/v2.0`,
    authorizationEndpoint: `https://login.example/${markOf('directoryId')}/oauth2/v2.0/authorize`,
    tokenEndpoint: `https://login.example/${markOf('directoryId')}/oauth2/v2.0/token`,
    apiUrl: 'https://graph.example',
    smtpHost: 'smtp.example',
    smtpPort: 587,
    smtpSecurity: 'starttls',
    caCertificate: '',
  },
  scopes: {
    graph: {
      authorization_code: ['openid', 'profile', 'offline_access', 'Mail.Send'],
      client_credentials: ['.default'],
    },
    smtp: {
      authorization_code: ['openid', 'profile', 'offline_access', 'SMTP.Send'],
      client_credentials: ['.default'],
    },
  },
} satisfies Place;

/** A provider's form and what a careful person types into it, for tests. */
export const provider: ProviderForm = {
  id: 'microsoft',
  ...providerRules.microsoft,
  guide: [],
  newId: null,
  plainPasswords: 'allowed',
  redirectUrl: 'http://localhost:3000/oauth/callback/microsoft',
  places: Object.fromEntries(['global', 'usGov', 'dod', 'china'].map((cloud) => [cloud, place])),
};

export const guid = '11111111-2222-3333-4444-555555555555';

export const filled: FormValues = {
  ...emptyValues(provider, 'Contoso'),
  senderName: 'Contoso Reports',
  senderAddress: 'reports@contoso.example',
  clientId: guid,
  settings: { directoryId: guid },
  clientSecret: 'abc~DEF',
};
