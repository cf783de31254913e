'use client';

import { PasswordInput, Stack, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslations } from 'next-intl';
import type { FormValues } from './form-values.ts';
import type { KeptSecret } from './kept-secret.ts';
import { LitField } from './lit-field.tsx';
import type { ProviderForm } from './provider-form.ts';
import { SecretHint } from './secret-hint.tsx';

type Props = { provider: ProviderForm; form: UseFormReturnType<FormValues>; kept: KeptSecret | null };

const idExample = '11111111-2222-3333-4444-555555555555';

/** The application registered at the provider: three things copied from there, under the provider's own labels. */
export function ApplicationFields({ provider, form, kept }: Props) {
  const t = useTranslations('console.fields');
  return (
    <Stack gap="md">
      <LitField field="clientId">
        <TextInput
          label={t('clientId')}
          placeholder={idExample}
          classNames={{ input: 'mono' }}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('clientId')}
        />
      </LitField>
      <LitField field="directoryId">
        <TextInput
          label={t('directoryId')}
          placeholder={idExample}
          classNames={{ input: 'mono' }}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('directoryId')}
        />
      </LitField>
      <LitField field="clientSecret">
        <Stack gap="md">
          <PasswordInput
            label={t('clientSecret')}
            description={<SecretHint provider={provider} values={form.values} kept={kept} />}
            classNames={{ innerInput: 'mono' }}
            autoComplete="off"
            data-1p-ignore
            visibilityToggleButtonProps={{ 'aria-label': t('showSecret') }}
            {...form.getInputProps('clientSecret')}
          />
          <TextInput
            type="date"
            label={t('clientSecretExpiresAt')}
            description={t('clientSecretExpiresAtHint')}
            {...form.getInputProps('clientSecretExpiresAt')}
          />
        </Stack>
      </LitField>
    </Stack>
  );
}
