import { providerIds, providerRules } from '#lib/providers/schema.ts';
import { overridesSchema } from './input-schema.ts';

/** What mail programs and other products call the same thing. */
const otherNames: Record<string, string> = {
  host: 'overrides.smtpHost',
  hostname: 'overrides.smtpHost',
  server: 'overrides.smtpHost',
  port: 'overrides.smtpPort',
  security: 'overrides.smtpSecurity',
  encryption: 'overrides.smtpSecurity',
  tls: 'overrides.smtpSecurity',
  ca: 'overrides.caCertificate',
  certificate: 'overrides.caCertificate',
  authorizationurl: 'overrides.authorizationEndpoint',
  tokenurl: 'overrides.tokenEndpoint',
  scope: 'overrides.scopes',
  user: 'settings.userName',
  password: 'clientSecret',
  secret: 'clientSecret',
  from: 'senderAddress',
};

/** Each field of a new connection by its own name: of the request itself, of its overrides, of a provider's settings. */
const places: Record<string, string> = {
  ...Object.fromEntries(
    providerIds.flatMap((id) => providerRules[id].settings.map(({ name }) => [lower(name), `settings.${name}`])),
  ),
  ...otherNames,
  ...Object.fromEntries(Object.keys(overridesSchema.shape).map((name) => [lower(name), `overrides.${name}`])),
};

/**
 * Where a field belongs that was written in another place, or is called otherwise elsewhere: `settings.host` is
 * `overrides.smtpHost`. Null where nothing is known of it.
 */
export function fieldElsewhere(path: string): string | null {
  const place = places[lower(path.split('.').at(-1) ?? '')] ?? null;
  return place !== null && `.${path}`.endsWith(`.${place}`) ? null : place;
}

function lower(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, '');
}
