import { Fragment } from 'react';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { choiceOf, isAnyServer, providerRules, settingsAsked } from '#lib/providers/schema.ts';
import { asksForTokens } from './has-grant.ts';

/**
 * What only this provider asks for, under its own words; of choices only those that were made, but all of them where
 * the authorization server may be any: nobody knows what is usual there.
 */
export function OwnSettings({ connection }: { connection: ConnectionView }) {
  const { settings, grantKind, provider } = connection;
  const rules = providerRules[provider];
  const showsAll = isAnyServer(provider) && asksForTokens(connection);
  const chosen = (name: string) => (showsAll ? choiceOf(rules, settings, name) : settings[name]);
  return settingsAsked(rules, grantKind)
    .filter(({ name, choices, isOptional }) => chosen(name) || !(choices || isOptional))
    .map(({ name, label, choices }) => (
      <Fragment key={name}>
        <dt>{label}</dt>
        <dd className={choices ? undefined : 'mono'}>
          {choices?.find(({ value }) => value === chosen(name))?.label ?? settings[name]}
        </dd>
      </Fragment>
    ));
}
