import { secretRuleIn } from '#lib/providers/schema.ts';
import type { FormValues } from './form-values.ts';
import type { ProviderForm } from './provider-form.ts';

const ruleOf = (provider: ProviderForm, { grantKind, settings }: FormValues) =>
  secretRuleIn(provider, grantKind, settings);

const isSameKind = (provider: ProviderForm, a: FormValues, b: FormValues) =>
  ruleOf(provider, a)?.label === ruleOf(provider, b)?.label;

/** The day that stands beside no typed secret: that of the stored one, where it is of the kind that is chosen. */
function endWithout(provider: ProviderForm, values: FormValues, initialValues: FormValues): string {
  return isSameKind(provider, values, initialValues) ? initialValues.clientSecretExpiresAt : '';
}

/** What becomes of the secret's fields with a change: nothing that belongs to another secret stays beside this one. */
export function secretAfter(
  provider: ProviderForm,
  values: FormValues,
  before: FormValues,
  initialValues: FormValues,
): Partial<Pick<FormValues, 'clientSecret' | 'clientSecretExpiresAt'>> {
  const clientSecretExpiresAt = endWithout(provider, values, initialValues);
  if (!isSameKind(provider, values, before)) return { clientSecret: '', clientSecretExpiresAt };
  // A key tells its end itself: that goes with it.
  const isTakenOut = values.clientSecret === '' && before.clientSecret !== '';
  return isTakenOut && ruleOf(provider, values)?.keyPem ? { clientSecretExpiresAt } : {};
}

/** The values as a draft keeps them: it holds no key, and so not the day that the key told. */
export function withoutToldEnd(provider: ProviderForm, values: FormValues, initialValues: FormValues): FormValues {
  if (values.clientSecret === '' || !ruleOf(provider, values)?.keyPem) return values;
  return { ...values, clientSecretExpiresAt: endWithout(provider, values, initialValues) };
}
