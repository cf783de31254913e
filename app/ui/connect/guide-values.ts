import { choiceOf, filledByKey } from '#lib/providers/schema.ts';
import type { FieldName, GuideStep } from '#lib/providers/types.ts';
import { type AdvancedField, advancedFields, type FormValues, providerValues } from './form-values.ts';
import type { ProviderForm } from './provider-form.ts';

/** The steps there are for the choices made in the form, in their order. */
export function guideSteps(provider: ProviderForm, values: FormValues): GuideStep[] {
  const { grantKind, transport, settings } = values;
  return provider.guide.filter(
    ({ grantKinds, transports, choice }) =>
      (grantKinds?.includes(grantKind) ?? true) &&
      (transports?.includes(transport) ?? true) &&
      (choice === undefined || choiceOf(provider, settings, choice.setting) === choice.value),
  );
}

export type GuideValue = {
  name: 'scopes' | FieldName;
  /** Null while nothing in the form says it. */
  text: string | null;
  /** Whether the key file will say it, not a person. */
  isInKey: boolean;
};

/** What a step has the person paste at the provider, as the form says it now. A secret is never among it. */
export function guideValues(provider: ProviderForm, step: GuideStep, values: FormValues): GuideValue[] {
  const filled = filledByKey(provider, values.grantKind);
  return (step.copies ?? []).map((name) => ({
    name,
    text: textOf(provider, step, values, name)?.trim() || null,
    isInKey: filled.includes(name),
  }));
}

function textOf(provider: ProviderForm, step: GuideStep, values: FormValues, name: GuideValue['name']) {
  if (name === 'redirectUrl') return provider.redirectUrl;
  if (name === 'clientId' || name === 'senderName' || name === 'senderAddress') return values[name];
  if (name.startsWith('settings.')) return values.settings[name.slice('settings.'.length)];
  const advanced = advancedFields.find((field) => name === `overrides.${field}` || name === field);
  const text = advanced && advancedText(provider, values, advanced);
  return advanced === 'scopes' ? listed(text ?? '', step.scopeSeparator) : text;
}

const advancedText = (provider: ProviderForm, values: FormValues, field: AdvancedField) =>
  values.overrides[field] ?? providerValues(provider, values)[field];

const listed = (scopes: string, separator = ',') => scopes.split(/\s+/).filter(Boolean).join(separator);
