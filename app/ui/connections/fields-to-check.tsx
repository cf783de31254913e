'use client';

import { Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { providerRules, secretRuleIn, settingsAsked } from '#lib/providers/schema.ts';

/** The fields that are most often at fault while a connection has never worked, by the names they have in the form. */
export function FieldsToCheck({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console');
  const { provider, grantKind, settings } = connection;
  const rules = providerRules[provider];
  const asked = settingsAsked(rules, grantKind).filter(({ choices, isOptional }) => !(choices || isOptional));
  const labels = [
    rules.application[grantKind]?.clientId?.label,
    ...asked.map(({ label }) => label),
    secretRuleIn(rules, grantKind, settings)?.label,
    ...(connection.endpoints.smtpHost !== '' && rules.asks ? [t('mailServer.host')] : []),
    t('fields.senderAddress'),
  ];
  const fields = new Intl.ListFormat('en-GB').format(labels.filter((label) => label !== undefined));
  return <Text size="sm">{t('connection.check', { provider, where: connection.providerLabel, fields })}</Text>;
}
