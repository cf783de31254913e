'use client';

import { Stack, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslations } from 'next-intl';
import type { FormValues } from './form-values.ts';
import { LitField } from './lit-field.tsx';
import type { ProviderForm } from './provider-form.ts';

/** Who the mail comes from. */
export function SenderFields({ provider, form }: { provider: ProviderForm; form: UseFormReturnType<FormValues> }) {
  const t = useTranslations('console.fields');
  const own = useTranslations(`guide.${provider.id}.own`);
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
          description={own('senderAddressHint', { grantKind: form.values.grantKind })}
          placeholder="reports@contoso.com"
          type="email"
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('senderAddress')}
        />
      </LitField>
      <TextInput
        label={t('testRecipient')}
        description={t('testRecipientHint')}
        placeholder="admin@contoso.com"
        type="email"
        autoComplete="off"
        spellCheck={false}
        {...form.getInputProps('testRecipient')}
      />
    </Stack>
  );
}
