import { choiceOf, type ProviderId, providerRules, secretRule } from '#lib/providers/schema.ts';
import type { GrantKind } from '#lib/providers/types.ts';
import type { ProxyView } from './schema.ts';

/** Who a client secret is sent as, and where: facts of the settings as they are used, defaults included. */
export type SecretUse = {
  provider: ProviderId;
  grantKind: GrantKind;
  clientId: string;
  settings: Record<string, string>;
  servers: SecretServers;
  proxy?: Pick<ProxyView, 'kind' | 'host' | 'port' | 'uses'> | null;
};

/** Where a secret is sent, and what it buys: a token may be of a whole directory. With the words for them. */
const secretServers = {
  tokenEndpoint: 'token endpoint',
  apiUrl: 'API URL',
  smtpHost: 'SMTP server',
  smtpPort: 'SMTP port',
  smtpSecurity: 'connection security',
  caCertificate: 'CA certificate',
} as const;
export type SecretServers = Record<keyof typeof secretServers, string | number>;

/** As text, without the blanks around that a form takes away. */
const plain = (value: string | number) => String(value).trim();

/** The proxy where it could read along, because what goes through it is not encrypted; empty where nobody could. */
export function readerBetween({ proxy, servers }: SecretUse): string {
  const isOpen = {
    mail: servers.smtpSecurity === 'none',
    authorization: [servers.tokenEndpoint, servers.apiUrl].some((url) => plain(url).startsWith('http:')),
  };
  return proxy?.uses.some((use) => isOpen[use]) ? `${proxy.kind} ${plain(proxy.host)}:${proxy.port}` : '';
}

/** What decides where a secret goes, with the words for it: where one differs, a stored secret must be typed again. */
function secretRecipient(use: SecretUse): { fact: string; name: string; value: string | undefined }[] {
  const { provider, grantKind, clientId, settings, servers } = use;
  const { application, settings: own } = providerRules[provider];
  return [
    { fact: 'clientSecret', name: 'kind of secret', value: secretRule(use).label },
    { fact: 'clientId', name: application[grantKind]?.clientId?.label ?? 'client ID', value: clientId },
    ...own
      .filter(({ isAside }) => !isAside)
      .map(({ name, label }) => ({
        fact: `settings.${name}`,
        name: label,
        value: settings[name] || choiceOf({ settings: own }, settings, name),
      })),
    ...Object.entries(secretServers).map(([fact, name]) => ({
      fact,
      name,
      value: plain(servers[fact as keyof SecretServers]),
    })),
    { fact: 'proxy', name: 'proxy', value: readerBetween(use) },
  ];
}

/** The first fact by which a secret would go elsewhere than before; null where it goes the same way. */
export function secretMoves(before: SecretUse, after: SecretUse): { fact: string; name: string } | null {
  if (before.provider !== after.provider) return { fact: 'provider', name: 'provider' };
  const had = secretRecipient(before);
  return secretRecipient(after).find(({ value }, place) => value !== had[place]?.value) ?? null;
}
