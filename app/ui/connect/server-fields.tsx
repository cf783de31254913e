'use client';

import { Stack } from '@mantine/core';
import { settingsAsked } from '#lib/providers/schema.ts';
import { AdvancedText } from './advanced-text.tsx';
import { DiscoveryField } from './discovery-field.tsx';
import type { AdvancedField } from './form-values.ts';
import type { ProviderForm } from './provider-form.ts';
import { SettingField } from './setting-field.tsx';
import type { ConnectionForm } from './use-connection-form.ts';

type Props = { provider: ProviderForm; connectionForm: ConnectionForm; fields: AdvancedField[] };

/** Settings about the requests to the authorization server. */
export const serverSettings: readonly string[] = ['discoveryUrl', 'parameters'];

const examples: Partial<Record<AdvancedField, string>> = {
  authorizationEndpoint: 'https://login.example.com/oauth2/authorize',
  tokenEndpoint: 'https://login.example.com/oauth2/token',
};

/** Where an authorization server is that nobody knows beforehand, and what it is asked for. */
export function ServerFields({ provider, connectionForm, fields }: Props) {
  const settings = settingsAsked(provider, connectionForm.form.values.grantKind);
  const parameters = settings.find(({ name }) => name === 'parameters');
  return (
    <Stack gap="md">
      {settings.some(({ name }) => name === 'discoveryUrl') && (
        <DiscoveryField provider={provider} connectionForm={connectionForm} />
      )}
      {fields.map((field) =>
        field === 'smtpSecurity' || field === 'saveToSentItems' || field === 'issInResponse' ? null : (
          <AdvancedText key={field} field={field} connectionForm={connectionForm} placeholder={examples[field] ?? ''} />
        ),
      )}
      {parameters && <SettingField provider={provider} rule={parameters} form={connectionForm.form} />}
    </Stack>
  );
}
