import { settingsAsked } from '#lib/providers/schema.ts';
import { speaksHttp } from '#lib/transports/schema.ts';
import type { FormValues } from './form-values.ts';
import type { ProviderForm } from './provider-form.ts';

/** Why a connection to the mail server without encryption is not offered; null where it is. */
export function plainTextRefusal(provider: ProviderForm, { grantKind }: Pick<FormValues, 'grantKind'>) {
  if (grantKind === 'none') return null;
  if (grantKind !== 'password') return 'token';
  return provider.plainPasswords === 'forbidden' ? 'forbidden' : null;
}

/** What is wrong with no encryption, by field: a token never goes without, a password only where that was allowed. */
export function plainTextProblems(provider: ProviderForm, values: FormValues, smtpSecurity: string) {
  const { grantKind, settings, transport } = values;
  if (smtpSecurity !== 'none' || speaksHttp(transport)) return [];
  const refusal = plainTextRefusal(provider, values);
  const path = 'overrides.smtpSecurity';
  if (refusal === 'token') {
    return [{ path, message: 'A token is only sent over an encrypted connection. Choose STARTTLS or SSL/TLS.' }];
  }
  if (refusal === 'forbidden') {
    const message =
      'Passwords without encryption are not allowed in this installation. Choose STARTTLS or SSL/TLS, or no sign-in.';
    return [{ path, message }];
  }
  const isAsked = settingsAsked(provider, grantKind).some(({ name }) => name === 'plainPassword');
  if (!isAsked || settings.plainPassword === 'accepted') return [];
  return [{ path: 'settings.plainPassword', message: 'Allow this, or choose STARTTLS or SSL/TLS.' }];
}
