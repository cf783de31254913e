'use client';

import { Button, Stack, Text } from '@mantine/core';
import { useDisclosure, useReducedMotion } from '@mantine/hooks';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useRef } from 'react';
import { ApiError } from '#app/ui/api.ts';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { Section } from '#app/ui/section.tsx';
import { useReturn } from '#app/ui/use-return.ts';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { AdvancedFields } from './advanced-fields.tsx';
import { ApplicationFields } from './application-fields.tsx';
import { Choices } from './choices.tsx';
import { firstOnPage, focusField } from './focus-field.ts';
import { fieldErrors } from './form-input.ts';
import type { ProviderForm } from './provider-form.ts';
import { SenderFields } from './sender-fields.tsx';
import type { ConnectionForm } from './use-connection-form.ts';
import { NotConnected, useSaveAndConnect } from './use-save-and-connect.ts';

type Props = {
  provider: ProviderForm;
  candidateId: string | null;
  connectionForm: ConnectionForm;
  onSaved: (candidate: ConnectionView) => void;
};

const hasAdvanced = (errors: object) => Object.keys(errors).some((path) => path.startsWith('overrides'));

/** The form itself: how to sign in, which application, who sends, and the button. */
export function ConnectionFormCard({ provider, candidateId, connectionForm, onSaved }: Props) {
  const t = useTranslations('console.connect');
  const { form, kept, forgetDraft } = connectionForm;
  const [advanced, { toggle, open }] = useDisclosure(hasAdvanced(form.errors));
  const save = useSaveAndConnect({
    provider,
    candidateId,
    kept,
    onSaved: (candidate) => {
      forgetDraft();
      onSaved(candidate);
    },
  });

  useReturn(save.reset);

  // biome-ignore lint/correctness/useExhaustiveDependencies: on arrival, to what is known to be wrong then
  useEffect(() => {
    const likeliest = Object.keys(form.errors)[0];
    if (likeliest) focusField(likeliest);
  }, []);

  /** The field to go to once Advanced has opened: before, it is not where it will be. */
  const awaited = useRef<string>(undefined);
  const opensAtOnce = useReducedMotion();

  function show(errors: Record<string, ReactNode>) {
    form.setErrors(errors);
    const first = firstOnPage(Object.keys(errors));
    const opens = hasAdvanced(errors) && !advanced;
    if (opens) open();
    if (opens && !opensAtOnce) awaited.current = first;
    else if (first) focusField(first);
  }

  function settled() {
    if (awaited.current) focusField(awaited.current);
    awaited.current = undefined;
  }

  const submit = form.onSubmit(
    (values) =>
      save.mutate(values, {
        onError: (error) => {
          const refusal = causeOf(error);
          if (refusal instanceof ApiError) show(fieldErrors(refusal.fields));
        },
      }),
    (errors) => show(errors),
  );

  return (
    <Section title={t('form')}>
      <form onSubmit={submit} noValidate aria-label={t('form')}>
        <Stack gap="lg">
          <Choices provider={provider} form={form} />
          <ApplicationFields provider={provider} form={form} kept={kept} />
          <SenderFields form={form} />
          <AdvancedFields
            provider={provider}
            connectionForm={connectionForm}
            opened={advanced}
            onToggle={toggle}
            onSettled={settled}
          />
          {save.isError && (
            <ErrorNote
              error={causeOf(save.error)}
              title={t(save.error instanceof NotConnected ? 'notConnected' : 'notSaved')}
              next={save.error instanceof NotConnected ? t('notConnectedNext') : undefined}
            />
          )}
          <div>
            <Button type="submit" size="md" loading={save.isPending || save.isSuccess}>
              {t('save')}
            </Button>
            <Text size="sm" c="dimmed" mt={8}>
              {t(`next.${form.values.grantKind}`, { provider: provider.label })}
            </Text>
          </div>
        </Stack>
      </form>
    </Section>
  );
}

function causeOf(error: Error): unknown {
  return error instanceof NotConnected ? error.cause : error;
}
