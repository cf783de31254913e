import { emptyValues, type FormValues } from '#app/ui/connect/form-values.ts';
import type { ProviderForm } from '#app/ui/connect/provider-form.ts';
import { providerRules } from '#lib/providers/schema.ts';

/** The form of any SMTP server, for tests. */
export const aSmtpForm: ProviderForm = {
  id: 'smtp',
  ...providerRules.smtp,
  guide: [],
  newId: null,
  plainPasswords: 'allowed',
  redirectUrl: '',
  places: {
    '': {
      endpoints: {
        issuer: '',
        authorizationEndpoint: '',
        tokenEndpoint: '',
        apiUrl: '',
        smtpHost: '',
        smtpPort: 587,
        smtpSecurity: 'starttls',
        caCertificate: '',
      },
      scopes: {},
    },
  },
};

/** What a careful person types into it. */
export const smtpFilled: FormValues = {
  ...emptyValues(aSmtpForm, 'Contoso'),
  senderName: 'Contoso Reports',
  senderAddress: 'reports@contoso.example',
  clientSecret: 'harbour-lantern-quiet',
  overrides: { smtpHost: 'mymail.example.com' },
};
