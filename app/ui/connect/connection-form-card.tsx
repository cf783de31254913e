'use client';

import { Button, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { ApiError } from '#app/ui/api.ts';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { Section } from '#app/ui/section.tsx';
import { useReturn } from '#app/ui/use-return.ts';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { AdvancedFields } from './advanced-fields.tsx';
import { ApplicationFields } from './application-fields.tsx';
import { Choices } from './choices.tsx';
import { fieldErrors } from './form-values.ts';
import type { ProviderForm } from './provider-form.ts';
import { SenderFields } from './sender-fields.tsx';
import type { ConnectionForm } from './use-connection-form.ts';
import { NotConnected, useSaveAndConnect } from './use-save-and-connect.ts';

type Props = { provider: ProviderForm; candidate: ConnectionView | null; connectionForm: ConnectionForm };

/** The form itself: how to sign in, which application, who sends, and the button. */
export function ConnectionFormCard({ provider, candidate, connectionForm }: Props) {
  const t = useTranslations('console.connect');
  const { form, forgetDraft } = connectionForm;
  const [advanced, { toggle, open }] = useDisclosure(false);
  const secretKept = candidate?.hasClientSecret ?? false;
  const save = useSaveAndConnect({ provider, candidateId: candidate?.id ?? null, secretKept, onSaved: forgetDraft });

  useReturn(save.reset);

  function show(errors: Record<string, ReactNode>) {
    form.setErrors(errors);
    const first = Object.keys(errors)[0];
    if (Object.keys(errors).some((path) => path.startsWith('overrides'))) open();
    if (first) requestAnimationFrame(() => form.getInputNode(first)?.focus());
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
          <ApplicationFields form={form} secretKept={secretKept} />
          <SenderFields form={form} />
          <AdvancedFields provider={provider} connectionForm={connectionForm} opened={advanced} onToggle={toggle} />
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
