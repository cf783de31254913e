'use client';

import { useForm } from '@mantine/form';
import { useEffect, useRef } from 'react';
import type { GrantKind } from '#lib/providers/index.ts';
import { keyFileRule } from '#lib/providers/schema.ts';
import { dropDraft, keepDraft, readDraft } from './draft.ts';
import { filledFields } from './filled-fields.ts';
import { problemsOf } from './form-input.ts';
import { type AdvancedField, type FormValues, providerValues } from './form-values.ts';
import { type KeptSecret, keepsSecret } from './kept-secret.ts';
import type { ProviderForm } from './provider-form.ts';
import { secretAfter, withoutToldEnd } from './secret-end.ts';

/** Long enough to finish a word, short enough to be told while typing. */
const settleMs = 400;

type Options = {
  provider: ProviderForm;
  initialValues: FormValues;
  kept: KeptSecret | null;
  /** What is known to be wrong before anybody types, by field. */
  marks: Record<string, string>;
  draftKey: string;
};

/** The form's state: said while typing what is wrong, kept over leaving and reloading, the secret excepted. */
export function useConnectionForm({ provider, initialValues, kept, marks, draftKey }: Options) {
  const restored = useRef(false);
  /** What the server refused, and the values it was given: of these it holds whatever is still to be looked at here. */
  const refused = useRef<{ of: FormValues; errors: Record<string, string> }>(undefined);
  const refusedOf = (values: FormValues) => (refused.current?.of === values ? refused.current.errors : {});
  const form = useForm<FormValues>({
    mode: 'controlled',
    initialValues,
    initialErrors: marks,
    validate: (values) => ({ ...refusedOf(values), ...problemsOf(provider, values, kept) }),
    validateInputOnChange: true,
    validateDebounce: settleMs,
    onValuesChange: (values, before) => {
      const drafted = withoutToldEnd(provider, values, initialValues);
      if (restored.current) keepDraft(draftKey, drafted, problemsOf(provider, values, kept));
      if (restored.current) change(secretAfter(provider, values, before, initialValues));
      if (restored.current && values.grantKind !== before.grantKind) takeOther(values, before);
      // Nothing is missing any more once the stored secret fits again.
      if (keepsSecret(provider, values, kept) && !keepsSecret(provider, before, kept)) {
        form.clearFieldError('clientSecret');
      }
    },
  });

  /** Fills in what nobody typed, and so nobody is told that it is missing before it is saved. */
  function change(after: Partial<FormValues>) {
    const fields = Object.keys(after);
    if (fields.length === 0) return;
    form.setValues(after);
    form.setErrors(Object.fromEntries(Object.entries(form.errors).filter(([field]) => !fields.includes(field))));
  }

  /** What was typed as the application's id for each way to sign in. */
  const typed = useRef<Partial<Record<GrantKind, string>>>({});

  /** A key file names another application than the one that people sign in through: what is of one is not the other's. */
  function takeOther({ grantKind }: FormValues, before: FormValues) {
    typed.current[before.grantKind] = before.clientId;
    if (!keyFileRule(provider, grantKind) && !keyFileRule(provider, before.grantKind)) return;
    const clientId = typed.current[grantKind] ?? (initialValues.grantKind === grantKind ? initialValues.clientId : '');
    const after = { clientId, clientSecret: '', ...filledFields(provider, { grantKind }, kept, '') };
    for (const [path, text] of Object.entries(after)) form.setFieldValue(path, text);
    form.clearErrors();
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, after the server's HTML has been taken over
  useEffect(() => {
    const draft = readDraft(draftKey);
    if (draft) {
      form.setValues(draft);
      form.setErrors(marks);
    }
    restored.current = true;
  }, []);

  const defaults = providerValues(provider, form.values);
  const problems = problemsOf(provider, form.values, kept);

  /** Types into an advanced field; typing what applies without it takes the override away. */
  function setAdvanced(field: AdvancedField, text: string) {
    const { [field]: _before, ...others } = form.values.overrides;
    const without = providerValues(provider, { ...form.values, overrides: others });
    setOverride(field, text === without[field] ? undefined : text);
  }

  /** Types an override, also one that says what applies anyway; undefined takes it away. */
  function setOverride(field: AdvancedField, text: string | undefined) {
    const { [field]: _before, ...others } = form.values.overrides;
    form.setFieldValue('overrides', text === undefined ? others : { ...others, [field]: text });
    form.clearFieldError(`overrides.${field}`);
    if (field === 'smtpSecurity') form.clearFieldError('settings.plainPassword');
  }

  /** Says at the fields what the server refused of these values. */
  function refuse(values: FormValues, errors: Record<string, string>) {
    refused.current = { of: values, errors };
    form.setErrors(errors);
  }

  /** Before the server is asked again: what it said before stands in nobody's way. */
  function forgetRefusal() {
    refused.current = undefined;
  }

  /** Gives these advanced fields back to the provider. */
  function resetAdvanced(fields: readonly AdvancedField[]) {
    const kept = Object.entries(form.values.overrides).filter(([field]) => !fields.includes(field as AdvancedField));
    form.setFieldValue('overrides', Object.fromEntries(kept));
    for (const field of fields) form.clearFieldError(`overrides.${field}`);
  }

  /** What is wrong with an advanced field: with what is typed, or what was said of it elsewhere. */
  function advancedError(field: AdvancedField) {
    const path = `overrides.${field}`;
    // What was not typed yet is missed when it is saved.
    const isTyped = form.values.overrides[field] !== undefined;
    return (isTyped ? problems[path] : undefined) ?? form.errors[path];
  }

  return {
    form,
    defaults,
    setAdvanced,
    setOverride,
    resetAdvanced,
    advancedError,
    refuse,
    forgetRefusal,
    kept,
    forgetDraft: () => dropDraft(draftKey),
  };
}

export type ConnectionForm = ReturnType<typeof useConnectionForm>;
