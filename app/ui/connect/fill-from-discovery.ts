import type { Discovery } from '#lib/connections/schema.ts';
import type { AdvancedField, FormValues } from './form-values.ts';

type Found = { field: Extract<AdvancedField, 'issuer' | 'authorizationEndpoint' | 'tokenEndpoint'>; text: string };

export type DiscoveryFill = {
  overrides: FormValues['overrides'];
  settings: FormValues['settings'];
  /** What stands in the form now as it was read. */
  filled: Found['field'][];
  /** What was read and something else had been typed, which stays. */
  other: Found[];
};

/** What a form says after an authorization server's own description was read: nothing that was typed is overwritten. */
export function fillFromDiscovery(values: FormValues, read: Discovery): DiscoveryFill {
  const { overrides, settings, grantKind } = values;
  const found: Found[] = [
    { field: 'issuer', text: read.issuer },
    ...(grantKind === 'authorization_code'
      ? [{ field: 'authorizationEndpoint' as const, text: read.authorizationEndpoint }]
      : []),
    { field: 'tokenEndpoint', text: read.tokenEndpoint },
  ];
  const isOther = ({ field, text }: Found) => !['', text].includes(overrides[field]?.trim() ?? '');
  const taken = found.filter((one) => !isOther(one));
  const { issInResponse: _before, ...kept } = overrides;
  const isWhole = !found.some(isOther);
  return {
    overrides: {
      ...(isWhole ? kept : overrides),
      ...Object.fromEntries(taken.map(({ field, text }) => [field, text])),
      ...(isWhole && read.issInResponse ? { issInResponse: 'true' } : {}),
    },
    settings: {
      ...settings,
      ...(read.takesBasicOnly && !settings.clientAuthentication ? { clientAuthentication: 'client_secret_basic' } : {}),
    },
    filled: taken.map(({ field }) => field),
    other: found.filter(isOther),
  };
}
