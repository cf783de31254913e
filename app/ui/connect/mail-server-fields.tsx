'use client';

import { Checkbox, Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import { IconAlertTriangleFilled } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { smtpSecurities } from '#lib/transports/schema.ts';
import classes from './connect.module.css';
import { LitField } from './lit-field.tsx';
import { plainTextRefusal } from './plain-text-problems.ts';
import type { ProviderForm } from './provider-form.ts';
import type { ConnectionForm } from './use-connection-form.ts';

type Props = { provider: ProviderForm; connectionForm: ConnectionForm };

/** Where the mail server is, and what protects the way there. */
export function MailServerFields({ provider, connectionForm }: Props) {
  const t = useTranslations('console.mailServer');
  const { form, defaults, setAdvanced, advancedError } = connectionForm;
  const { overrides } = form.values;
  const typed = (field: 'smtpHost' | 'smtpPort') => ({
    value: overrides[field] ?? defaults[field],
    error: advancedError(field),
    'data-path': `overrides.${field}`,
    classNames: { input: 'mono' },
    spellCheck: false,
    autoComplete: 'off',
    onChange: (event: { currentTarget: { value: string } }) => setAdvanced(field, event.currentTarget.value),
  });
  return (
    <Stack gap="md">
      <LitField field="overrides.smtpHost">
        <div className={classes.pair}>
          <TextInput
            {...typed('smtpHost')}
            label={t('host')}
            description={t('hostHint')}
            placeholder="mymail.example.com"
          />
          <TextInput {...typed('smtpPort')} label={t('port')} inputMode="numeric" />
        </div>
      </LitField>
      <Security provider={provider} connectionForm={connectionForm} />
    </Stack>
  );
}

function Security({ provider, connectionForm }: Props) {
  const t = useTranslations('console.mailServer');
  const tAdvanced = useTranslations('console.advanced');
  const { form, defaults, setAdvanced, advancedError } = connectionForm;
  const security = form.values.overrides.smtpSecurity ?? defaults.smtpSecurity;
  const refusal = plainTextRefusal(provider, form.values);
  return (
    <LitField field="overrides.smtpSecurity">
      <Radio.Group
        label={tAdvanced('smtpSecurity')}
        value={security}
        error={advancedError('smtpSecurity')}
        errorProps={{ mt: 8 }}
        onChange={(choice) => setAdvanced('smtpSecurity', choice)}
        data-path="overrides.smtpSecurity"
      >
        <Group gap="4px 24px" mt={8}>
          {smtpSecurities.map((one) => (
            <Radio
              key={one}
              value={one}
              label={tAdvanced(`smtpSecurities.${one}`)}
              disabled={one === 'none' && refusal !== null}
            />
          ))}
        </Group>
      </Radio.Group>
      <Text size="xs" c="dimmed" mt={8}>
        {refusal && `${t(`noPlain.${refusal}`)} `}
        {t('emailType')}
      </Text>
      {security === 'none' && refusal === null && form.values.grantKind === 'password' && <PlainPassword form={form} />}
    </LitField>
  );
}

/** What a password without encryption means, and the leave to send it all the same. */
function PlainPassword({ form }: { form: ConnectionForm['form'] }) {
  const t = useTranslations('console.mailServer');
  const path = 'settings.plainPassword';
  return (
    <Group className="mg-problem" data-tone="warn" align="flex-start" wrap="nowrap" gap="sm" mt="sm" role="note">
      <IconAlertTriangleFilled size={20} className="mg-toned-icon" aria-hidden style={{ marginTop: 2 }} />
      <Stack gap={8}>
        <Text fw={600}>{t('plain.title')}</Text>
        <Text size="sm">{t('plain.what')}</Text>
        <Checkbox
          label={t('plain.accept')}
          checked={form.values.settings.plainPassword === 'accepted'}
          error={form.errors[path]}
          data-path={path}
          onChange={(event) => {
            form.setFieldValue(path, event.currentTarget.checked ? 'accepted' : '');
            form.clearFieldError(path);
          }}
        />
      </Stack>
    </Group>
  );
}
