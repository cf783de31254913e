'use client';

import { useForm } from '@mantine/form';
import { useEffect, useRef } from 'react';
import { dropDraft, keepDraft, readDraft } from './draft.ts';
import { problemsOf } from './form-input.ts';
import { type AdvancedField, type FormValues, providerValues } from './form-values.ts';
import { type KeptSecret, keepsSecret } from './kept-secret.ts';
import type { ProviderForm } from './provider-form.ts';

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
  const form = useForm<FormValues>({
    mode: 'controlled',
    initialValues,
    initialErrors: marks,
    validate: (values) => problemsOf(provider, values, kept),
    validateInputOnChange: true,
    validateDebounce: settleMs,
    onValuesChange: (values, before) => {
      if (restored.current) keepDraft(draftKey, values);
      // Nothing is missing any more once the stored secret fits again.
      if (keepsSecret(provider, values, kept) && !keepsSecret(provider, before, kept)) {
        form.clearFieldError('clientSecret');
      }
    },
  });

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

  /** Types into an advanced field; typing the provider's own value takes the override away. */
  function setAdvanced(field: AdvancedField, text: string) {
    const { [field]: _before, ...others } = form.values.overrides;
    form.setFieldValue('overrides', text === defaults[field] ? others : { ...others, [field]: text });
    form.clearFieldError(`overrides.${field}`);
  }

  /** Gives all advanced fields back to the provider. */
  function resetAdvanced() {
    form.setFieldValue('overrides', {});
    for (const path of Object.keys(form.errors)) if (path.startsWith('overrides.')) form.clearFieldError(path);
  }

  /** What is wrong with an advanced field: with what is typed, or what was said of it elsewhere. */
  function advancedError(field: AdvancedField) {
    const path = `overrides.${field}`;
    return problems[path] ?? form.errors[path];
  }

  return {
    form,
    defaults,
    setAdvanced,
    resetAdvanced,
    advancedError,
    kept,
    forgetDraft: () => dropDraft(draftKey),
  };
}

export type ConnectionForm = ReturnType<typeof useConnectionForm>;
