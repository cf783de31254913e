'use client';

import { Alert, Button, Fieldset, PasswordInput, Stack, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { signIn } from 'next-auth/react';
import { useLocale, useTranslations } from 'next-intl';
import { type FormEvent, useRef, useState } from 'react';
import { clockOf } from '#app/ui/time-text.ts';
import { useHydrated } from '#app/ui/use-hydrated.ts';
import { retryAtOf } from '#lib/accounts/schema.ts';

type Refusal = 'missing' | 'wrong' | 'unavailable' | 'unreachable' | { retryAt: Date };

/** Signs in with e-mail and password, then goes on to `returnTo`, which the server has checked. */
export function SignInForm({ returnTo, disabled }: { returnTo: string; disabled: boolean }) {
  const t = useTranslations('console.signIn');
  const hydrated = useHydrated();
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const passwordField = useRef<HTMLInputElement>(null);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    const email = String(typed.get('email') ?? '').trim();
    const password = String(typed.get('password') ?? '');
    if (email === '' || password === '') return setRefusal('missing');
    setPending(true);
    setRefusal(null);
    const refused = await attempt(email, password);
    if (refused === null) return window.location.assign(returnTo);
    setRefusal(refused);
    setPending(false);
    passwordField.current?.select();
  }

  return (
    <form method="post" onSubmit={submit} noValidate>
      <Fieldset variant="unstyled" className="mg-fieldset" disabled={disabled}>
        <Stack gap="md">
          {refusal && (
            <Alert role="alert" variant="light" color="red" className="mg-alert" icon={<IconAlertTriangle />}>
              {typeof refusal === 'string' ? t(refusal) : <TooManyTries {...refusal} />}
            </Alert>
          )}
          <TextInput name="email" type="email" label={t('email')} autoComplete="username" autoFocus={!disabled} />
          <PasswordInput
            ref={passwordField}
            name="password"
            label={t('password')}
            autoComplete="current-password"
            disabled={disabled}
            visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
          />
          <Button type="submit" size="md" fullWidth disabled={disabled || !hydrated} loading={pending}>
            {t('action')}
          </Button>
        </Stack>
      </Fieldset>
    </form>
  );
}

/** Until when, in minutes and by the clock of whoever reads it. */
function TooManyTries({ retryAt }: { retryAt: Date }) {
  const t = useTranslations('console.signIn');
  const locale = useLocale();
  const now = new Date();
  const minutes = Math.max(1, Math.ceil((retryAt.getTime() - now.getTime()) / 60_000));
  return t('tooMany', { minutes, clock: clockOf(retryAt, now, { locale }) });
}

async function attempt(email: string, password: string): Promise<Refusal | null> {
  try {
    const answer = await signIn('credentials', { redirect: false, email, password });
    if (answer?.ok && !answer.error) return null;
    const retryAt = retryAtOf(answer?.error);
    if (retryAt) return { retryAt };
    return answer?.error === 'CredentialsSignin' ? 'wrong' : 'unavailable';
  } catch {
    return 'unreachable';
  }
}
