'use client';

import { useTranslations } from 'next-intl';
import { Fragment } from 'react';
import { asksForTokens, settingsAsked } from '#lib/providers/schema.ts';
import { ApplicationFields } from './application-fields.tsx';
import { Choices } from './choices.tsx';
import { fieldPlaces } from './field-places.ts';
import { FormGroup } from './form-group.tsx';
import { keepsSecret } from './kept-secret.ts';
import { MailServerFields } from './mail-server-fields.tsx';
import type { ProviderForm } from './provider-form.ts';
import { ProxyFields } from './proxy-fields.tsx';
import { type KnownProxy, proxyPassword } from './proxy-values.ts';
import { SenderFields } from './sender-fields.tsx';
import { ServerFields, serverSettings } from './server-fields.tsx';
import { SettingField } from './setting-field.tsx';
import { TrustedCertificate } from './trusted-certificate.tsx';
import type { ConnectionForm } from './use-connection-form.ts';

type Props = { provider: ProviderForm; connectionForm: ConnectionForm; proxy: KnownProxy };

/** Settings of how one signs in at the mail server, where an authorization server hands out what is shown there. */
const mailSettings = ['saslMechanism', 'userName'];
/** Asked for beside the security that it is about. */
const beside = ['plainPassword'];

/** The fields of a connection, subject by subject: the mail server first where it is all there is. */
export function ConnectionGroups({ provider, connectionForm, proxy }: Props) {
  const t = useTranslations('console.groups');
  const { form, kept } = connectionForm;
  const { server, hasMailServer } = fieldPlaces(provider, form.values);
  const asksOne = asksForTokens(form.values);
  const elsewhere = [...beside, ...(asksOne ? [...mailSettings, ...serverSettings] : [])];
  const signIn = (
    <FormGroup title={t('signIn')}>
      <Choices provider={provider} form={form} />
      {server.length > 0 && <ServerFields provider={provider} connectionForm={connectionForm} fields={server} />}
      <ApplicationFields provider={provider} form={form} kept={kept} without={elsewhere} />
    </FormGroup>
  );
  const mailServer = hasMailServer && (
    <FormGroup title={t('mailServer')}>
      <MailServerFields provider={provider} connectionForm={connectionForm} />
      {asksOne &&
        settingsAsked(provider, form.values.grantKind)
          .filter(({ name }) => mailSettings.includes(name))
          .map((rule) => <SettingField key={rule.name} provider={provider} rule={rule} form={form} />)}
    </FormGroup>
  );
  const [first, second] = asksOne ? [signIn, mailServer] : [mailServer, signIn];
  return (
    <>
      <Fragment key={asksOne ? 'signIn' : 'mailServer'}>{first}</Fragment>
      <Fragment key={asksOne ? 'mailServer' : 'signIn'}>{second}</Fragment>
      <FormGroup title={t('sender')}>
        <SenderFields provider={provider} form={form} />
      </FormGroup>
      <FormGroup title={t('network')}>
        <TrustedCertificate connectionForm={connectionForm} />
        <ProxyFields
          connectionForm={connectionForm}
          password={proxyPassword(form.values.proxy, proxy, keepsSecret(provider, form.values, kept))}
        />
      </FormGroup>
    </>
  );
}
