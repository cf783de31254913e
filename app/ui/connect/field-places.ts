import { asksForTokens, overridesAsked } from '#lib/providers/schema.ts';
import { speaksHttp } from '#lib/transports/schema.ts';
import type { AdvancedField, FormValues } from './form-values.ts';
import type { ProviderForm } from './provider-form.ts';

type Choices = Pick<FormValues, 'grantKind' | 'transport'>;

/** The changeable settings that count for these choices, in the order they are shown. */
export function shownAdvanced(values: Choices): AdvancedField[] {
  const { grantKind, transport } = values;
  const server: AdvancedField[] = [
    'issuer',
    ...(grantKind === 'authorization_code' ? (['authorizationEndpoint'] as const) : []),
    'tokenEndpoint',
  ];
  return [
    ...(asksForTokens(values) ? server : []),
    ...(speaksHttp(transport) ? (['apiUrl'] as const) : (['smtpHost', 'smtpPort', 'smtpSecurity'] as const)),
    ...(asksForTokens(values) ? (['scopes'] as const) : []),
    'caCertificate',
  ];
}

export type FieldPlaces = {
  /** Of the authorization server, among the main fields. */
  server: AdvancedField[];
  /** Whether the mail server is one of the main fields. */
  hasMailServer: boolean;
  advanced: AdvancedField[];
};

/** Which changeable settings stand where: those the provider has no value for are asked for like any other field. */
export function fieldPlaces(provider: ProviderForm, values: Choices): FieldPlaces {
  const asked: string[] = overridesAsked(provider, values.grantKind).map(({ name }) => name);
  const hasMailServer = asked.includes('smtpHost');
  const isMail = (field: AdvancedField) => ['smtpHost', 'smtpPort', 'smtpSecurity'].includes(field);
  const shown = shownAdvanced(values).filter((field) => field !== 'caCertificate');
  const server = shown.filter((field) => !isMail(field) && asked.includes(field));
  return {
    server,
    hasMailServer,
    advanced: shown.filter((field) => !server.includes(field) && !(hasMailServer && isMail(field))),
  };
}

/** Whether one of these fields, by their paths, is hidden while Advanced is closed. */
export function isInAdvanced(provider: ProviderForm, values: Choices, paths: string[]): boolean {
  const { advanced } = fieldPlaces(provider, values);
  return advanced.some((field) => paths.includes(`overrides.${field}`));
}
