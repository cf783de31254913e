'use client';

import { Button, Collapse, Stack, Switch, Text, Textarea, TextInput, UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type AdvancedField, shownAdvanced } from './form-values.ts';
import type { ProviderForm } from './provider-form.ts';
import type { ConnectionForm } from './use-connection-form.ts';

const multiline: AdvancedField[] = ['scopes', 'caCertificate'];

type Props = {
  provider: ProviderForm;
  connectionForm: ConnectionForm;
  opened: boolean;
  onToggle: () => void;
  /** The fields stand where they stay. */
  onSettled: () => void;
};

/** The endpoints and scopes really used: the provider's values, visible, changeable, and given back by one button. */
export function AdvancedFields({ provider, connectionForm, opened, onToggle, onSettled }: Props) {
  const t = useTranslations('console.advanced');
  const { form, setAdvanced, resetAdvanced } = connectionForm;
  const graph = form.values.transport === 'graph';
  const changed = Object.keys(form.values.overrides).length;
  return (
    <div>
      <UnstyledButton className="mg-disclosure" onClick={onToggle} aria-expanded={opened}>
        <IconChevronRight size={14} aria-hidden data-opened={opened || undefined} />
        {t('title')}
        {changed > 0 && ` · ${t('changed', { count: changed })}`}
      </UnstyledButton>
      <Collapse expanded={opened} onTransitionEnd={onSettled}>
        <Stack gap="md" pt="sm">
          <Text size="sm" c="dimmed">
            {t('lead', { provider: provider.label })}
          </Text>
          {shownAdvanced(form.values).map((field) => (
            <AdvancedText key={field} field={field} connectionForm={connectionForm} />
          ))}
          {graph && (
            <Switch
              label={t('saveToSentItems')}
              checked={(form.values.overrides.saveToSentItems ?? 'true') === 'true'}
              onChange={(event) => setAdvanced('saveToSentItems', String(event.currentTarget.checked))}
            />
          )}
          <div>
            <Button variant="default" size="xs" disabled={changed === 0} onClick={resetAdvanced}>
              {t('reset', { provider: provider.label })}
            </Button>
          </div>
        </Stack>
      </Collapse>
    </div>
  );
}

function AdvancedText({ field, connectionForm }: { field: AdvancedField; connectionForm: ConnectionForm }) {
  const t = useTranslations('console.advanced');
  const { form, defaults, setAdvanced, advancedError } = connectionForm;
  const own = form.values.overrides[field];
  const props = {
    label: t(field),
    description: own === undefined ? undefined : t('own'),
    value: own ?? defaults[field],
    error: advancedError(field),
    'data-path': `overrides.${field}`,
    classNames: { input: 'mono' },
    spellCheck: false,
    autoComplete: 'off',
  };
  if (multiline.includes(field)) {
    return (
      <Textarea
        {...props}
        autosize
        minRows={2}
        maxRows={6}
        placeholder={t(`${field as 'scopes' | 'caCertificate'}Example`)}
        onChange={(event) => setAdvanced(field, event.currentTarget.value)}
      />
    );
  }
  return <TextInput {...props} onChange={(event) => setAdvanced(field, event.currentTarget.value)} />;
}
