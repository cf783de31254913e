'use client';

import { Stack, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { ChangeEvent } from 'react';
import { filledByKey, secretRuleIn, settingsAsked } from '#lib/providers/schema.ts';
import { filledFields } from './filled-fields.ts';
import { type KeptSecret, keepsSecret } from './kept-secret.ts';
import { LitField } from './lit-field.tsx';
import type { ProviderForm } from './provider-form.ts';
import { SecretHint } from './secret-hint.tsx';
import { SecretInput } from './secret-input.tsx';
import { CopiedText, SettingField } from './setting-field.tsx';
import type { ConnectionForm } from './use-connection-form.ts';

type Form = ConnectionForm['form'];
type Props = {
  provider: ProviderForm;
  form: Form;
  kept: KeptSecret | null;
  /** Names of settings that stand elsewhere. */
  without: readonly string[];
};

/** The application registered at the provider, or who signs in: what is copied from there, under the provider's own labels. */
export function ApplicationFields({ provider, form, kept, without }: Props) {
  const { grantKind } = form.values;
  const clientId = provider.application[grantKind]?.clientId;
  const filled = filledByKey(provider, grantKind);
  const decides = provider.application[grantKind]?.clientSecret?.instead?.map(({ setting }) => setting) ?? [];
  const secret = <SecretFields provider={provider} form={form} kept={kept} />;
  return (
    <Stack gap="md">
      {filled.length > 0 && secret}
      {clientId && <CopiedText path="clientId" rule={clientId} form={form} isFilled={filled.includes('clientId')} />}
      {settingsAsked(provider, grantKind)
        .filter(({ name }) => !without.includes(name))
        // What decides the kind of secret stands beside it.
        .sort((a, b) => Number(decides.includes(a.name)) - Number(decides.includes(b.name)))
        .map((rule) => (
          <SettingField
            key={rule.name}
            provider={provider}
            rule={rule}
            form={form}
            isFilled={filled.includes(`settings.${rule.name}`)}
          />
        ))}
      {filled.length === 0 && secret}
    </Stack>
  );
}

function SecretFields({ provider, form, kept }: Omit<Props, 'without'>) {
  const t = useTranslations('console.fields');
  const own = useTranslations(`guide.${provider.id}.own`);
  const { grantKind } = form.values;
  const clientSecret = secretRuleIn(provider, grantKind, form.values.settings);
  const { onChange, ...props } = form.getInputProps('clientSecret');
  const isEndRead = kept?.isEndRead === true && keepsSecret(provider, form.values, kept);

  if (!clientSecret) return null;

  function changed(input: ChangeEvent<HTMLElement> | string) {
    onChange(input);
    if (typeof input !== 'string') return;
    for (const [path, text] of Object.entries(filledFields(provider, form.values, kept, input))) {
      form.setFieldValue(path, text);
    }
  }

  return (
    <LitField field="clientSecret">
      <Stack gap="md">
        <SecretInput
          // What was typed as one kind of secret is none of another.
          key={clientSecret.label}
          rule={clientSecret}
          label={clientSecret.label}
          description={<SecretHint provider={provider} values={form.values} kept={kept} />}
          {...props}
          onChange={changed}
          onEnd={(day) => form.setFieldValue('clientSecretExpiresAt', day)}
        />
        {clientSecret.hasEnd && (
          <TextInput
            type="date"
            label={t('clientSecretExpiresAt', { isKey: clientSecret.keyPem ? 'yes' : 'no' })}
            description={
              isEndRead
                ? t('clientSecretEndRead', { provider: provider.label, secret: clientSecret.name })
                : own('clientSecretExpiresAtHint', { grantKind })
            }
            readOnly={isEndRead}
            {...form.getInputProps('clientSecretExpiresAt')}
          />
        )}
      </Stack>
    </LitField>
  );
}
