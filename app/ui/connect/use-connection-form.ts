'use client';

import { useForm } from '@mantine/form';
import { useEffect, useRef } from 'react';
import { dropDraft, keepDraft, readDraft } from './draft.ts';
import { type AdvancedField, type FormValues, problemsOf, providerValues } from './form-values.ts';
import type { ProviderForm } from './provider-form.ts';

/** Long enough to finish a word, short enough to be told while typing. */
const settleMs = 400;

type Options = { provider: ProviderForm; initialValues: FormValues; secretKept: boolean; draftKey: string };

/** The form's state: said while typing what is wrong, kept over leaving and reloading, the secret excepted. */
export function useConnectionForm({ provider, initialValues, secretKept, draftKey }: Options) {
  const restored = useRef(false);
  const form = useForm<FormValues>({
    mode: 'controlled',
    initialValues,
    validate: (values) => problemsOf(provider, values, secretKept),
    validateInputOnChange: true,
    validateDebounce: settleMs,
    onValuesChange: (values) => {
      if (restored.current) keepDraft(draftKey, values);
    },
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, after the server's HTML has been taken over
  useEffect(() => {
    const draft = readDraft(draftKey);
    if (draft) form.setValues(draft);
    restored.current = true;
  }, []);

  const defaults = providerValues(provider, form.values);
  const problems = problemsOf(provider, form.values, secretKept);

  /** Types into an advanced field; typing the provider's own value takes the override away. */
  function setAdvanced(field: AdvancedField, text: string) {
    const { [field]: _before, ...others } = form.values.overrides;
    form.setFieldValue('overrides', text === defaults[field] ? others : { ...others, [field]: text });
    form.clearFieldError(`overrides.${field}`);
  }

  /** What is wrong with an advanced field, said only of what the person typed. */
  function advancedError(field: AdvancedField) {
    const path = `overrides.${field}`;
    return form.values.overrides[field] === undefined ? undefined : (problems[path] ?? form.errors[path]);
  }

  return { form, defaults, setAdvanced, advancedError, forgetDraft: () => dropDraft(draftKey) };
}

export type ConnectionForm = ReturnType<typeof useConnectionForm>;
