'use client';

import { Radio, Stack, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslations } from 'next-intl';
import classes from './connect.module.css';
import type { FormValues } from './form-values.ts';
import type { ProviderForm } from './provider-form.ts';

type Props = { provider: ProviderForm; form: UseFormReturnType<FormValues> };

/** How to sign in and how to send: the two choices that decide the rest. */
export function Choices({ provider, form }: Props) {
  const t = useTranslations('console');
  return (
    <>
      <Radio.Group label={t('connect.grantKind')} {...form.getInputProps('grantKind')}>
        <Stack gap={8} mt={6}>
          {provider.grantKinds.map((kind) => (
            <Choice key={kind} value={kind} label={t(`grantKind.${kind}`)} text={t(`connect.grant.${kind}`)} />
          ))}
        </Stack>
      </Radio.Group>
      <Radio.Group label={t('connect.transport')} {...form.getInputProps('transport')}>
        <Stack gap={8} mt={6}>
          {provider.transports.map((transport) => (
            <Choice
              key={transport}
              value={transport}
              label={t(`transport.${transport}`)}
              text={t(`connect.through.${transport}`, { host: provider.endpoints.smtpHost })}
            />
          ))}
        </Stack>
      </Radio.Group>
    </>
  );
}

function Choice({ value, label, text }: { value: string; label: string; text: string }) {
  return (
    <Radio.Card value={value} className={classes.choice} aria-label={label}>
      <span style={{ display: 'flex', gap: 10 }}>
        <Radio.Indicator mt={2} />
        <span>
          <Text size="sm" fw={500}>
            {label}
          </Text>
          <Text size="xs" c="dimmed">
            {text}
          </Text>
        </span>
      </span>
    </Radio.Card>
  );
}
