'use client';

import { Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure, useReducedMotion } from '@mantine/hooks';
import { useTranslations } from 'next-intl';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { ApiError } from '#app/ui/api.ts';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { FileScanning } from '#app/ui/files/file-scanning.tsx';
import { useFileScanning } from '#app/ui/files/use-file-scanning.ts';
import { HelpLink } from '#app/ui/help/help-link.tsx';
import { Section } from '#app/ui/section.tsx';
import { useReturn } from '#app/ui/use-return.ts';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { asksForTokens } from '#lib/providers/schema.ts';
import { AdvancedFields } from './advanced-fields.tsx';
import classes from './connect.module.css';
import { ConnectionGroups } from './connection-groups.tsx';
import { isInAdvanced } from './field-places.ts';
import { firstOnPage, focusField, isOnPage } from './focus-field.ts';
import { fieldErrors } from './form-input.ts';
import type { FormValues } from './form-values.ts';
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
  const { form, kept, forgetDraft, refuse, forgetRefusal } = connectionForm;
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
  /** What was refused of fields that the form does not show for these choices. */
  const [unshown, sayElsewhere] = useState<string[]>([]);
  const elsewhere = unshown.join(' ') || undefined;
  const needsConsent = form.values.grantKind === 'authorization_code';

  // biome-ignore lint/correctness/useExhaustiveDependencies: on arrival, to what is known to be wrong then
  useEffect(() => {
    const likeliest = Object.keys(form.errors)[0];
    if (likeliest) focusField(likeliest);
  }, []);

  /** The field to go to once Advanced has opened: before, it is not where it will be. */
  const awaited = useRef<string>(undefined);
  const opensAtOnce = useReducedMotion();

  function goTo(errors: Record<string, ReactNode>) {
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

  /** What the server says stands at its field, or in the note where no field shows it. */
  const refusedOf = (values: FormValues) => (error: Error) => {
    const refusal = causeOf(error);
    if (!(refusal instanceof ApiError)) return;
    const errors = fieldErrors(refusal.fields);
    refuse(values, errors);
    const isShown = (path: string) => isOnPage(path) || hasAdvanced({ [path]: true });
    sayElsewhere(Object.entries(errors).flatMap(([path, message]) => (isShown(path) ? [] : message)));
    goTo(errors);
  };

  /** What was said of an earlier press is over, by whichever button. */
  function press(act: (values: FormValues) => void) {
    forgetRefusal();
    sayElsewhere([]);
    attempt.reset();
    if (!save.isPending) save.reset();
    form.onSubmit(act, goTo)();
  }

  const submit = (event: FormEvent) => {
    event.preventDefault();
    press((values) => save.mutate(values, { onError: refusedOf(values) }));
  };
  const tryOut = () => press((values) => attempt.mutate(values, { onError: refusedOf(values) }));
  const isOfThese = attempt.variables !== undefined && isSameTry(attempt.variables, form.values);

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
              {!attempt.isPending && isOfThese && (
                <TryOutcome provider={provider} attempt={attempt} elsewhere={elsewhere} />
              )}
            </div>
            {save.isError && (
              <ErrorNote
                error={causeOf(save.error)}
                title={t(save.error instanceof NotConnected ? 'notConnected' : 'notSaved')}
                next={save.error instanceof NotConnected ? t('notConnectedNext') : elsewhere}
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
              {asksForTokens(form.values) && (
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

/** Whether a verdict is of what stands in the form. The day a secret ends is nobody's to try. */
function isSameTry(tried: FormValues, values: FormValues): boolean {
  const tryable = ({ clientSecretExpiresAt: _day, ...rest }: FormValues) => JSON.stringify(rest);
  return tryable(tried) === tryable(values);
}

function causeOf(error: Error): unknown {
  return error instanceof NotConnected ? error.cause : error;
}
