'use client';

import { Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure, useReducedMotion } from '@mantine/hooks';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useRef } from 'react';
import { ApiError } from '#app/ui/api.ts';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { FileScanning } from '#app/ui/files/file-scanning.tsx';
import { useFileScanning } from '#app/ui/files/use-file-scanning.ts';
import { HelpLink } from '#app/ui/help/help-link.tsx';
import { Section } from '#app/ui/section.tsx';
import { useReturn } from '#app/ui/use-return.ts';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { AdvancedFields } from './advanced-fields.tsx';
import classes from './connect.module.css';
import { ConnectionGroups } from './connection-groups.tsx';
import { asksServer, isInAdvanced } from './field-places.ts';
import { firstOnPage, focusField } from './focus-field.ts';
import { fieldErrors } from './form-input.ts';
import type { ProviderForm } from './provider-form.ts';
import { TryOutcome } from './try-outcome.tsx';
import type { ConnectionForm } from './use-connection-form.ts';
import { NotConnected, useSaveAndConnect } from './use-save-and-connect.ts';
import { useTry } from './use-try.ts';

type Props = {
  provider: ProviderForm;
  /** Stored already: changed instead of making another. */
  candidate: ConnectionView | null;
  /** What a new one starts from. */
  copyOf: ConnectionView | null;
  connectionForm: ConnectionForm;
  onSaved: (candidate: ConnectionView) => void;
};

/** The form itself: how to sign in, which application, who sends, and the button. */
export function ConnectionFormCard({ provider, candidate, copyOf, connectionForm, onSaved }: Props) {
  const t = useTranslations('console.connect');
  const { form, kept, forgetDraft } = connectionForm;
  const hasAdvanced = (errors: object) => isInAdvanced(provider, form.values, Object.keys(errors));
  const [advanced, { toggle, open }] = useDisclosure(hasAdvanced(form.errors));
  const scanning = useFileScanning();
  const save = useSaveAndConnect({
    provider,
    candidateId: candidate?.id ?? null,
    kept,
    onSaved: (saved) => {
      forgetDraft();
      onSaved(saved);
    },
  });

  useReturn(save.reset);

  const attempt = useTry({ provider, candidateId: candidate?.id ?? null, kept });
  const needsConsent = form.values.grantKind === 'authorization_code';

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

  const tryOut = () =>
    form.onSubmit(
      (values) =>
        attempt.mutate(values, {
          onError: (error) => error instanceof ApiError && show(fieldErrors(error.fields)),
        }),
      (errors) => show(errors),
    )();

  return (
    <Section title={t('form')}>
      <FileScanning scanning={scanning}>
        <form onSubmit={submit} noValidate aria-label={t('form')}>
          <Stack gap="lg">
            <ConnectionGroups
              provider={provider}
              connectionForm={connectionForm}
              proxy={{ stored: candidate?.proxy ?? null, copied: candidate ? null : (copyOf?.proxy ?? null) }}
            />
            <AdvancedFields
              provider={provider}
              connectionForm={connectionForm}
              opened={advanced}
              onToggle={toggle}
              onSettled={settled}
            />
            <div aria-live="polite" className={classes.outcome}>
              {!attempt.isPending && <TryOutcome provider={provider} attempt={attempt} />}
            </div>
            {save.isError && (
              <ErrorNote
                error={causeOf(save.error)}
                title={t(save.error instanceof NotConnected ? 'notConnected' : 'notSaved')}
                next={save.error instanceof NotConnected ? t('notConnectedNext') : undefined}
              />
            )}
            <div>
              <Group gap="xs">
                <Button type="submit" size="md" loading={save.isPending || save.isSuccess}>
                  {t('save')}
                </Button>
                {!needsConsent && (
                  <Button variant="default" size="md" loading={attempt.isPending} onClick={tryOut}>
                    {t('try')}
                  </Button>
                )}
              </Group>
              <Text size="sm" c="dimmed" mt={8}>
                {t(`next.${form.values.grantKind}`, { provider: provider.label, id: provider.id })}{' '}
                {t(needsConsent ? 'testAfter' : 'testNow')}
              </Text>
              {asksServer(form.values) && (
                <Group gap="4px 20px" mt={8}>
                  <HelpLink topic="consent">{t('asked')}</HelpLink>
                  <HelpLink topic="why">{t('why')}</HelpLink>
                </Group>
              )}
            </div>
          </Stack>
        </form>
      </FileScanning>
    </Section>
  );
}

function causeOf(error: Error): unknown {
  return error instanceof NotConnected ? error.cause : error;
}
