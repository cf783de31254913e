'use client';

import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ApiError, api } from '#app/ui/api.ts';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import { type Discovery, discoverySchema } from '#lib/connections/schema.ts';
import classes from './connect.module.css';
import { type DiscoveryFill, fillFromDiscovery } from './fill-from-discovery.ts';
import { LitField } from './lit-field.tsx';
import type { ProviderForm } from './provider-form.ts';
import type { ConnectionForm } from './use-connection-form.ts';

type Props = { provider: ProviderForm; connectionForm: ConnectionForm };

/** Where an authorization server describes itself, and the button that fills in what it says. */
export function DiscoveryField({ provider, connectionForm: { form } }: Props) {
  const t = useTranslations('console.discovery');
  const { slug: tenant } = useTenant();
  const rule = provider.settings.find(({ name }) => name === 'discoveryUrl');
  const { value = '', ...props } = form.getInputProps('settings.discoveryUrl');
  const [filled, setFilled] = useState<DiscoveryFill | null>(null);
  const read = useMutation({
    mutationFn: (url: string) =>
      api('/api/v1/discovery', { tenant, method: 'POST', body: { url }, schema: discoverySchema }),
    onMutate: () => setFilled(null),
    onSuccess: (found) => fill(form.values, found),
  });

  function fill(values: typeof form.values, found: Discovery) {
    const after = fillFromDiscovery(values, found);
    form.setFieldValue('overrides', after.overrides);
    form.setFieldValue('settings', after.settings);
    for (const field of after.filled) form.clearFieldError(`overrides.${field}`);
    setFilled(after);
  }

  function overwrite() {
    if (!read.data || !filled) return;
    const overrides = { ...form.values.overrides };
    for (const { field } of filled.other) delete overrides[field];
    fill({ ...form.values, overrides }, read.data);
  }

  return (
    <LitField field="settings.discoveryUrl">
      <div className={classes.withButton}>
        <TextInput
          label={rule?.label}
          description={t('hint')}
          placeholder={rule?.example ?? ''}
          classNames={{ input: 'mono' }}
          autoComplete="off"
          spellCheck={false}
          {...props}
          value={value}
          error={read.isError || props.error}
        />
        <Button
          variant="default"
          loading={read.isPending}
          disabled={value.trim() === ''}
          onClick={() => read.mutate(value.trim())}
        >
          {t('read')}
        </Button>
      </div>
      <div aria-live="polite">
        {read.isError && (
          <Text size="sm" c="var(--mantine-color-error)" mt={4} style={{ overflowWrap: 'anywhere' }}>
            {read.error instanceof ApiError && read.error.code !== 'internal' ? read.error.message : t('notRead')}
          </Text>
        )}
        {filled && <Said filled={filled} onOverwrite={overwrite} />}
      </div>
    </LitField>
  );
}

function Said({ filled: { filled, other }, onOverwrite }: { filled: DiscoveryFill; onOverwrite: () => void }) {
  const t = useTranslations('console.discovery');
  const tField = useTranslations('console.advanced');
  const list = new Intl.ListFormat('en-GB');
  return (
    <Stack gap={8} mt={8}>
      {filled.length > 0 && (
        <Text size="sm">{t('filled', { fields: list.format(filled.map((field) => tField(field))) })}</Text>
      )}
      {other.length > 0 && (
        <>
          <Text size="sm" component="div" style={{ overflowWrap: 'anywhere' }}>
            {t('other')}
            {other.map(({ field, text }) => (
              <div key={field}>
                {tField(field)}: <code>{text}</code>
              </div>
            ))}
          </Text>
          <div>
            <Button variant="default" size="xs" onClick={onOverwrite}>
              {t('overwrite')}
            </Button>
          </div>
        </>
      )}
    </Stack>
  );
}
