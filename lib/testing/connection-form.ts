import { emptyValues, type FormValues } from '#app/ui/connect/form-values.ts';
import { directoryMark, type ProviderForm } from '#app/ui/connect/provider-form.ts';

/** A provider's set-up form. */
export const provider: ProviderForm = {
  id: 'microsoft',
  label: 'Microsoft 365',
  grantKinds: ['authorization_code', 'client_credentials'],
  transports: ['graph', 'smtp'],
  guide: [],
  redirectUrl: 'http://localhost:3000/oauth/callback/microsoft',
  endpoints: {
    issuer: `https://login.example/${directoryMark}/v2.0`,
    authorizationEndpoint: `https://login.example/${directoryMark}/oauth2/v2.0/authorize`,
    tokenEndpoint: `https://login.example/${directoryMark}/oauth2/v2.0/token`,
    graphUrl: 'https://graph.example',
    smtpHost: 'smtp.example',
    smtpPort: 587,
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
};

export const guid = '11111111-2222-3333-4444-555555555555';

/** What a careful person types into it. */
export const filled: FormValues = {
  ...emptyValues(provider, 'Contoso'),
  senderName: 'Contoso Reports',
  senderAddress: 'reports@contoso.example',
  clientId: guid,
  directoryId: guid,
  clientSecret: 'abc~DEF',
};
