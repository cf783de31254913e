import { settingsAsked } from '#lib/providers/schema.ts';
import { type FormValues, providerValues } from './form-values.ts';
import type { ProviderForm } from './provider-form.ts';

/**
 * The provider's own settings as the form stands for them: the user name that is the sender's address, where that was
 * chosen, and a password without encryption allowed only while there is none.
 */
export function typedSettings(provider: ProviderForm, values: FormValues): Record<string, string> {
  const { settings, sameUserName, senderAddress, grantKind, overrides } = values;
  const rule = settingsAsked(provider, grantKind).find(({ name }) => name === 'userName');
  const { plainPassword, ...others } = settings;
  const smtpSecurity = overrides.smtpSecurity ?? providerValues(provider, values).smtpSecurity;
  return {
    ...others,
    ...(plainPassword && smtpSecurity === 'none' ? { plainPassword } : {}),
    // Left out it is the sender's address too, where it may be.
    ...(rule && sameUserName ? { userName: rule.isOptional ? '' : senderAddress.trim() } : {}),
  };
}
