import type { ConnectionView } from '#lib/connections/schema.ts';

/** Where the settings are changed: a candidate in place, a connection in use by a copy beside it. */
export function settingsPath(tenant: string, connection: Pick<ConnectionView, 'id' | 'provider' | 'stage'>): string {
  const parameter = connection.stage === 'candidate' ? 'connection' : 'from';
  return `/t/${tenant}/mail/connect/${connection.provider}?${parameter}=${connection.id}`;
}

/** Where a connection by OAuth 2.0 is set up in place of one by a password that is ending. */
export function movePath(tenant: string, id: string, provider: ConnectionView['provider']): string {
  return `/t/${tenant}/mail/connect/${provider}?from=${id}`;
}
