import { Fragment } from 'react';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { providerRules, settingsAsked } from '#lib/providers/schema.ts';

/** What only this provider asks for, under its own words; of choices only those that were made. */
export function OwnSettings({ connection }: { connection: ConnectionView }) {
  const { settings, grantKind } = connection;
  return settingsAsked(providerRules[connection.provider], grantKind)
    .filter(({ name, choices, isOptional }) => settings[name] || !(choices || isOptional))
    .map(({ name, label, choices }) => (
      <Fragment key={name}>
        <dt>{label}</dt>
        <dd className={choices ? undefined : 'mono'}>
          {choices?.find(({ value }) => value === settings[name])?.label ?? settings[name]}
        </dd>
      </Fragment>
    ));
}
