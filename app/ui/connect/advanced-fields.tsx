'use client';

import { Button, Collapse, Stack, Switch, Text, UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { transports } from '#lib/transports/schema.ts';
import { AdvancedText } from './advanced-text.tsx';
import { fieldPlaces } from './field-places.ts';
import { MailServerFields } from './mail-server-fields.tsx';
import type { ProviderForm } from './provider-form.ts';
import type { ConnectionForm } from './use-connection-form.ts';

type Props = {
  provider: ProviderForm;
  connectionForm: ConnectionForm;
  opened: boolean;
  onToggle: () => void;
  /** The fields stand where they stay. */
  onSettled: () => void;
};

const mail: string[] = ['smtpHost', 'smtpPort', 'smtpSecurity'];

/** The endpoints and scopes really used: the provider's values, visible, changeable, and given back by one button. */
export function AdvancedFields({ provider, connectionForm, opened, onToggle, onSettled }: Props) {
  const t = useTranslations('console.advanced');
  const own = useTranslations(`guide.${provider.id}.own`);
  const { form, setAdvanced, resetAdvanced } = connectionForm;
  const { advanced } = fieldPlaces(provider, form.values);
  const hasSwitch = transports[form.values.transport].hasCopySwitch;
  const changed = [...advanced, ...(hasSwitch ? (['saveToSentItems'] as const) : [])].filter(
    (field) => field in form.values.overrides,
  );
  const promises = provider.settings.some(({ name }) => name === 'discoveryUrl') && advanced.includes('issuer');
  if (advanced.length === 0 && !hasSwitch) return null;
  return (
    <div>
      <UnstyledButton className="mg-disclosure" onClick={onToggle} aria-expanded={opened}>
        <IconChevronRight size={14} aria-hidden data-opened={opened || undefined} />
        {t('title')}
        {changed.length > 0 && ` · ${t('changed', { count: changed.length })}`}
      </UnstyledButton>
      <Collapse expanded={opened} onTransitionEnd={onSettled}>
        <Stack gap="md" pt="sm">
          <Text size="sm" c="dimmed">
            {own('advancedLead', { provider: provider.label })}
          </Text>
          {advanced.map((field) => {
            if (field === 'smtpHost') {
              return <MailServerFields key={field} provider={provider} connectionForm={connectionForm} />;
            }
            if (mail.includes(field) || field === 'smtpSecurity') return null;
            if (field === 'saveToSentItems' || field === 'issInResponse') return null;
            return <AdvancedText key={field} field={field} connectionForm={connectionForm} />;
          })}
          {promises && form.values.grantKind === 'authorization_code' && (
            <Switch
              label={t('issInResponse')}
              description={t('issInResponseHint')}
              checked={form.values.overrides.issInResponse === 'true'}
              onChange={(event) => setAdvanced('issInResponse', String(event.currentTarget.checked))}
            />
          )}
          {hasSwitch && (
            <Switch
              label={t('saveToSentItems')}
              checked={(form.values.overrides.saveToSentItems ?? 'true') === 'true'}
              onChange={(event) => setAdvanced('saveToSentItems', String(event.currentTarget.checked))}
            />
          )}
          {!promises && (
            <div>
              <Button
                variant="default"
                size="xs"
                disabled={changed.length === 0}
                onClick={() => resetAdvanced(changed)}
              >
                {t('reset', { provider: provider.label })}
              </Button>
            </div>
          )}
        </Stack>
      </Collapse>
    </div>
  );
}
