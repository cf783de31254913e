import type { GrantKind, Provider, TransportId } from '#lib/providers/index.ts';

/** What the help page tells of a provider, from its data. */
export type HelpProvider = {
  id: Provider['id'];
  label: string;
  grantKinds: readonly GrantKind[];
  /** Without a server where it is typed in for each connection. */
  transports: { id: TransportId; server: string | null; scopes: string[] }[];
  redirectUrl: string;
  hasOwnRedirect: boolean;
  idleDays: number | null;
};

/** A provider as it stands in this installation: a new one appears on the page by itself. */
export function helpProvider(provider: Provider, redirectUrl: string): HelpProvider {
  const { id, label, grantKinds, transports, refreshTokenIdleDays: idleDays } = provider;
  const { apiUrl, smtpHost, smtpPort } = provider.endpoints({});
  const mailServer = smtpHost === '' ? null : `${smtpHost}:${smtpPort}`;
  return {
    id,
    label,
    grantKinds,
    transports: transports.map((transport) => ({
      id: transport,
      server: transport === 'smtp' ? mailServer : new URL(apiUrl).host,
      scopes: provider.access(transport, {}).delegatedScopes,
    })),
    redirectUrl,
    hasOwnRedirect: provider.hasOwnRedirect === true,
    idleDays,
  };
}
