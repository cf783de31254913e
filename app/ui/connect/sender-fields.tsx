'use client';

import { Stack, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslations } from 'next-intl';
import type { FormValues } from './form-values.ts';
import { LitField } from './lit-field.tsx';

/** Who the mail comes from. */
export function SenderFields({ form }: { form: UseFormReturnType<FormValues> }) {
  const t = useTranslations('console.fields');
  return (
    <Stack gap="md">
      <TextInput
        label={t('senderName')}
        description={t('senderNameHint')}
        placeholder={t('senderNameExample')}
        autoComplete="off"
        {...form.getInputProps('senderName')}
      />
      <LitField field="senderAddress">
        <TextInput
          label={t('senderAddress')}
          description={t(`senderAddressHint.${form.values.grantKind}`)}
          placeholder="reports@contoso.com"
          type="email"
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('senderAddress')}
        />
      </LitField>
    </Stack>
  );
}
