'use client';

import { Checkbox, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { SettingRule, TextRule } from '#lib/providers/index.ts';
import { choiceOf } from '#lib/providers/schema.ts';
import { LitField } from './lit-field.tsx';
import type { ProviderForm } from './provider-form.ts';
import type { ConnectionForm } from './use-connection-form.ts';

type Form = ConnectionForm['form'];
type Props = { provider: ProviderForm; rule: SettingRule; form: Form; isFilled?: boolean };

/** A setting only this provider has: one of its choices, who signs in, or a text. */
export function SettingField({ provider, rule, form, isFilled = false }: Props) {
  const path = `settings.${rule.name}` as const;
  if (rule.choices) return <ChosenSetting provider={provider} rule={rule} form={form} />;
  if (rule.name === 'userName') return <UserName rule={rule} form={form} />;
  return <CopiedText path={path} rule={rule} form={form} isFilled={isFilled} hint={hintOf(rule)} />;
}

function hintOf({ isParameters, isOptional }: SettingRule): CopiedTextProps['hint'] {
  return isParameters ? 'parametersHint' : isOptional ? 'optional' : undefined;
}

function ChosenSetting({ provider, rule, form }: Props) {
  const path = `settings.${rule.name}` as const;
  const { grantKind, settings } = form.values;
  const choices = (rule.choices ?? []).filter(({ grantKinds }) => grantKinds?.includes(grantKind) ?? true);
  return (
    <LitField field={path}>
      <NativeSelect
        label={rule.label}
        data={choices.map(({ value, label }) => ({ value, label }))}
        {...form.getInputProps(path)}
        value={choiceOf(provider, settings, rule.name)}
      />
    </LitField>
  );
}

/** Who signs in at the mail server: most often the mailbox itself. */
function UserName({ rule, form }: { rule: SettingRule; form: Form }) {
  const t = useTranslations('console.fields');
  const { sameUserName, senderAddress } = form.values;
  const { value, ...props } = form.getInputProps('settings.userName');
  return (
    <LitField field="settings.userName">
      <Stack gap={8}>
        <TextInput
          label={rule.label}
          placeholder={rule.example ?? ''}
          classNames={{ input: 'mono' }}
          autoComplete="off"
          spellCheck={false}
          {...props}
          value={sameUserName ? senderAddress : (value ?? '')}
          readOnly={sameUserName}
          {...(sameUserName ? { variant: 'filled' } : {})}
        />
        <Checkbox
          label={t('sameUserName')}
          checked={sameUserName}
          onChange={(event) => {
            form.setFieldValue('sameUserName', event.currentTarget.checked);
            form.clearFieldError('settings.userName');
          }}
        />
      </Stack>
    </LitField>
  );
}

type CopiedTextProps = {
  path: 'clientId' | `settings.${string}`;
  rule: TextRule;
  form: Form;
  /** A key file tells it, and would contradict anything else. */
  isFilled: boolean;
  /** Its key among the texts of fields. */
  hint?: 'optional' | 'parametersHint' | undefined;
};

/** A text that is copied from the provider's pages. */
export function CopiedText({ path, rule, form, isFilled, hint }: CopiedTextProps) {
  const t = useTranslations('console');
  const { value, ...props } = form.getInputProps(path);
  const description = isFilled ? t('keyFile.filled') : hint ? t(`fields.${hint}`) : undefined;
  return (
    <LitField field={path}>
      <TextInput
        label={rule.label}
        description={description}
        placeholder={isFilled ? '' : (rule.example ?? '')}
        readOnly={isFilled}
        {...(isFilled ? { variant: 'filled' } : {})}
        classNames={{ input: 'mono' }}
        autoComplete="off"
        spellCheck={false}
        value={value ?? ''}
        {...props}
      />
    </LitField>
  );
}
