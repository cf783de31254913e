import type { Endpoints, GrantKind, GuideStep, Provider, TransportId } from '#lib/providers/index.ts';

/** What the set-up form needs of a provider, as plain data that can travel to the browser. */
export type ProviderForm = {
  id: Provider['id'];
  label: string;
  grantKinds: GrantKind[];
  transports: TransportId[];
  guide: GuideStep[];
  redirectUrl: string;
  /** With `directoryMark` where the directory's id goes. */
  endpoints: Endpoints;
  scopes: Record<TransportId, Record<GrantKind, string[]>>;
};

/** Stands for an id that is not typed yet. Of letters only, so that it survives in any part of a URL. */
export const directoryMark = 'DIRECTORY-ID';

/** A provider's data for its set-up form. */
export function providerForm(provider: Provider, redirectUrl: string): ProviderForm {
  const { id, label, grantKinds, transports, guide } = provider;
  const scopesFor = (transport: TransportId): Record<GrantKind, string[]> => {
    const access = provider.access(transport);
    return { authorization_code: access.delegatedScopes, client_credentials: access.applicationScopes };
  };
  return {
    id,
    label,
    grantKinds,
    transports,
    guide,
    redirectUrl,
    endpoints: provider.endpoints({ directoryId: directoryMark }),
    scopes: { graph: scopesFor('graph'), smtp: scopesFor('smtp') },
  };
}
