import type { ConnectionSettings } from './connection-settings.ts';

/**
 * The settings of a connection for a token of another resource of its provider (its HTTP API, where mail goes by SMTP),
 * which the same grant is asked for: a token request names one resource. What the admin put in the place of the scopes
 * is for the mail alone.
 *
 * @throws Error where the provider has no such resource
 */
export function forResource(settings: ConnectionSettings, resource: string): ConnectionSettings {
  if (settings.access.resource === resource) return settings;
  const { provider, connection, settings: own } = settings;
  const access = provider.transports.map((transport) => provider.access(transport, own)).find(isIt);
  if (!access) throw new Error(`${provider.id} has no resource called ${resource}.`);
  const scopes = connection.grantKind === 'client_credentials' ? access.applicationScopes : access.delegatedScopes;
  return { ...settings, access, scopes };

  function isIt(one: { resource: string }): boolean {
    return one.resource === resource;
  }
}
