'use client';

import { Button, Fieldset, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { signIn } from 'next-auth/react';
import { useTranslations } from 'next-intl';
import { ApiError, api } from '#app/ui/api.ts';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { useHydrated } from '#app/ui/use-hydrated.ts';
import { type SetUpInput, setUpAnswerSchema, setUpSchema } from '#lib/accounts/schema.ts';

function problemsOf(values: SetUpInput): Record<string, string> {
  const issues = setUpSchema.safeParse(values).error?.issues ?? [];
  return Object.fromEntries(issues.map((issue) => [issue.path.join('.'), issue.message]).reverse());
}

/** A short name made of the organisation's name, offered until the person types one. */
function slugOf(name: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  return words
    .replace(/^[-0-9]+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
}

/** The first run: makes the organisation and its first administrator, then signs them in. */
export function SetUpForm({ code, disabled }: { code: string; disabled: boolean }) {
  const t = useTranslations('console.setUp');
  const hydrated = useHydrated();
  const form = useForm<SetUpInput>({
    initialValues: { code, tenantName: '', slug: '', name: '', email: '', password: '' },
    validate: problemsOf,
    validateInputOnBlur: true,
  });
  const setUp = useMutation({
    mutationFn: async (values: SetUpInput) => {
      const answer = await api('/api/set-up', {
        tenant: null,
        method: 'POST',
        body: values,
        schema: setUpAnswerSchema,
      });
      const { email, password } = values;
      const entry = await signIn('credentials', { redirect: false, email: email.trim(), password });
      window.location.assign(entry?.ok ? `/t/${answer.tenant.slug}/mail` : '/sign-in');
    },
    onError: (error) => {
      if (error instanceof ApiError) form.setErrors(Object.fromEntries(error.fields.map((f) => [f.path, f.message])));
    },
  });

  function nameTenant(name: string) {
    const untouched = form.values.slug === slugOf(form.values.tenantName);
    form.setFieldValue('tenantName', name);
    if (untouched) form.setFieldValue('slug', slugOf(name));
  }

  function goToFirst(problems: object) {
    const first = Object.keys(form.values).find((field) => field in problems);
    if (first) form.getInputNode(first)?.focus();
  }

  return (
    <form method="post" onSubmit={form.onSubmit((values) => setUp.mutate(values), goToFirst)} noValidate>
      <Fieldset variant="unstyled" className="mg-fieldset" disabled={disabled}>
        <Stack gap="md">
          <TextInput
            label={t('code')}
            description={t('codeHint')}
            autoComplete="off"
            classNames={{ input: 'mono' }}
            {...form.getInputProps('code')}
          />
          <TextInput
            label={t('tenantName')}
            autoComplete="organization"
            {...form.getInputProps('tenantName')}
            onChange={(event) => nameTenant(event.currentTarget.value)}
          />
          <TextInput
            label={t('slug')}
            description={t('slugHint', { slug: form.values.slug || 'contoso' })}
            autoComplete="off"
            {...form.getInputProps('slug')}
          />
          <TextInput label={t('name')} autoComplete="name" {...form.getInputProps('name')} />
          <TextInput type="email" label={t('email')} autoComplete="username" {...form.getInputProps('email')} />
          <PasswordInput
            label={t('password')}
            description={t('passwordHint')}
            autoComplete="new-password"
            disabled={disabled}
            visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
            {...form.getInputProps('password')}
          />
          <ErrorNote error={setUp.error} />
          <Button type="submit" size="md" disabled={disabled || !hydrated} loading={setUp.isPending || setUp.isSuccess}>
            {t('action')}
          </Button>
          <Text size="xs" c="dimmed">
            {t('after')}
          </Text>
        </Stack>
      </Fieldset>
    </form>
  );
}
