'use client';

import { Textarea, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { speaksHttp } from '#lib/transports/schema.ts';
import type { AdvancedField } from './form-values.ts';
import { LitField } from './lit-field.tsx';
import type { ConnectionForm } from './use-connection-form.ts';

type Props = {
  field: Exclude<AdvancedField, 'smtpSecurity' | 'saveToSentItems' | 'issInResponse'>;
  connectionForm: ConnectionForm;
  placeholder?: string;
};

/** One changeable setting as text: the provider's value until another is typed. */
export function AdvancedText({ field, connectionForm, placeholder = '' }: Props) {
  const t = useTranslations('console.advanced');
  const { form, defaults, setAdvanced, advancedError } = connectionForm;
  const { transport } = form.values;
  const own = form.values.overrides[field];
  const props = {
    label: field === 'apiUrl' ? speaksHttp(transport) && t(`apiUrl.${transport}`) : t(field),
    description: own === undefined || defaults[field] === '' ? undefined : t('own'),
    value: own ?? defaults[field],
    error: advancedError(field),
    'data-path': `overrides.${field}`,
    classNames: { input: 'mono' },
    placeholder: field === 'scopes' ? t('scopesExample') : placeholder,
    spellCheck: false,
    autoComplete: 'off',
    onChange: (event: { currentTarget: { value: string } }) => setAdvanced(field, event.currentTarget.value),
  };
  return (
    <LitField field={`overrides.${field}`}>
      {field === 'scopes' ? <Textarea {...props} autosize minRows={2} maxRows={6} /> : <TextInput {...props} />}
    </LitField>
  );
}
