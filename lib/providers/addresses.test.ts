import { describe, expect, it } from 'vitest';
import { createAuthorization } from '#lib/oauth/index.ts';
import { google } from './google.ts';
import { microsoft } from './microsoft.ts';
import { oauthMailProvider } from './oauth-mail.ts';
import { isAnyServer, type ProviderId, providerIds, providerRules } from './schema.ts';
import type { Provider, TransportId } from './types.ts';

type Documented = {
  settings?: Record<string, string>;
  /** Its own, and those below them. */
  domains: string[];
  issuer: string;
  authorize: string;
  token: string;
  api?: string;
  /** Host, port and security. */
  mail: string;
  /** What the consent screen is asked for. */
  scopes: Partial<Record<TransportId, string>>;
  /** Whether a used refresh token may be shown again, and after how many days without use it ends. */
  refresh: [Provider['refreshTokenReuse'], number | null];
};

const entra = (authority: string) => ({
  settings: { directoryId: 'directory' },
  issuer: `https://${authority}/directory/v2.0`,
  authorize: `https://${authority}/directory/oauth2/v2.0/authorize`,
  token: `https://${authority}/directory/oauth2/v2.0/token`,
  refresh: ['allowed', 90] as Documented['refresh'],
});
const identity = 'openid profile email offline_access';

/** As the pages tell that each file names: a wrong letter in one of the two places shows. */
const documented: [ProviderId, Documented][] = [
  [
    'google',
    {
      domains: ['google.com', 'googleapis.com', 'gmail.com'],
      issuer: 'https://accounts.google.com',
      authorize: 'https://accounts.google.com/o/oauth2/v2/auth',
      token: 'https://oauth2.googleapis.com/token',
      api: 'https://gmail.googleapis.com',
      mail: 'smtp.gmail.com 587 starttls',
      scopes: {
        gmail: 'openid email https://www.googleapis.com/auth/gmail.send',
        smtp: 'openid email https://mail.google.com/',
      },
      refresh: ['allowed', 180],
    },
  ],
  [
    'microsoft',
    {
      ...entra('login.microsoftonline.com'),
      domains: ['microsoftonline.com', 'microsoft.com', 'office.com', 'office365.com'],
      api: 'https://graph.microsoft.com',
      mail: 'smtp.office365.com 587 starttls',
      scopes: {
        graph: `${identity} https://graph.microsoft.com/Mail.Send`,
        smtp: `${identity} https://outlook.office.com/SMTP.Send`,
      },
    },
  ],
  ...(['usGov', 'dod'] as const).map((cloud): [ProviderId, Documented] => {
    const graph = cloud === 'dod' ? 'https://dod-graph.microsoft.us' : 'https://graph.microsoft.us';
    return [
      'microsoft',
      {
        ...entra('login.microsoftonline.us'),
        settings: { directoryId: 'directory', cloud },
        domains: ['microsoftonline.us', 'microsoft.us', 'office365.us', 'microsoft.com', 'office.com'],
        api: graph,
        mail: `${cloud === 'dod' ? 'outlook-dod' : 'smtp'}.office365.us 587 starttls`,
        scopes: {
          graph: `${identity} ${graph}/Mail.Send`,
          smtp: `${identity} https://outlook.office365.us/SMTP.Send`,
        },
      },
    ];
  }),
  [
    'microsoft',
    {
      ...entra('login.partner.microsoftonline.cn'),
      settings: { directoryId: 'directory', cloud: 'china' },
      domains: ['partner.microsoftonline.cn', 'chinacloudapi.cn', 'partner.outlook.cn', 'microsoft.com', 'office.com'],
      api: 'https://microsoftgraph.chinacloudapi.cn',
      mail: 'smtp.partner.outlook.cn 587 starttls',
      scopes: {
        graph: `${identity} https://microsoftgraph.chinacloudapi.cn/Mail.Send`,
        smtp: `${identity} https://partner.outlook.cn/SMTP.Send`,
      },
    },
  ],
  [
    'yahoo',
    {
      domains: ['yahoo.com', 'yahooinc.com'],
      issuer: 'https://api.login.yahoo.com',
      authorize: 'https://api.login.yahoo.com/oauth2/request_auth',
      token: 'https://api.login.yahoo.com/oauth2/get_token',
      mail: 'smtp.mail.yahoo.com 465 tls',
      scopes: { smtp: 'openid mail-w' },
      refresh: ['allowed', null],
    },
  ],
];

/** The provider with its own addresses, whatever PROVIDERS_FILE says. */
function untouched(id: ProviderId): Provider {
  const { oauthMail, ...rules } = providerRules[id];
  if (oauthMail) return oauthMailProvider(id, { ...rules, oauthMail });
  return id === 'google' ? google() : microsoft();
}

it('knows what is documented of every provider whose servers are not typed in', () => {
  expect(new Set(documented.map(([id]) => id))).toEqual(new Set(providerIds.filter((id) => !isAnyServer(id))));
});

describe.each(documented)('%s as it is documented: %j', (id, said) => {
  const { settings = {} } = said;
  const provider = untouched(id);
  const endpoints = provider.endpoints(settings);
  const isItsOwn = (host: string) => said.domains.some((domain) => host === domain || host.endsWith(`.${domain}`));

  it('has these addresses', () => {
    const { issuer, authorizationEndpoint, tokenEndpoint, apiUrl, smtpHost, smtpPort, smtpSecurity } = endpoints;
    expect({
      issuer,
      authorizationEndpoint,
      tokenEndpoint,
      apiUrl,
      mail: `${smtpHost} ${smtpPort} ${smtpSecurity}`,
    }).toEqual({
      issuer: said.issuer,
      authorizationEndpoint: said.authorize,
      tokenEndpoint: said.token,
      apiUrl: said.api ?? '',
      mail: said.mail,
    });
  });

  it('shows a secret, and leads a person, only to its own hosts, by https', () => {
    const { issuer, authorizationEndpoint, tokenEndpoint, apiUrl } = endpoints;
    const { revocation, grantsPage, mailboxUrl, guide } = provider;
    const urls = [issuer, authorizationEndpoint, tokenEndpoint, apiUrl, grantsPage, mailboxUrl];
    const links = guide.map(({ link }) => link);
    const revoking = revocation.kind === 'rfc7009' ? revocation.endpoint : undefined;
    for (const text of [...urls, ...links, revoking].filter((url) => url !== undefined && url !== '')) {
      const { protocol, hostname, username, port } = new URL(text as string);
      expect({ text, protocol, isItsOwn: isItsOwn(hostname), username, port }).toEqual({
        ...{ text, protocol: 'https:', isItsOwn: true, username: '', port: '' },
      });
    }
    expect(isItsOwn(endpoints.smtpHost)).toBe(true);
  });

  it.each(Object.entries(said.scopes))(
    'asks the consent screen for what sending by %s needs',
    async (transport, scope) => {
      const { url } = await createAuthorization({
        server: endpoints,
        clientId: 'client',
        redirectUri: 'https://mail.example/callback',
        scopes: provider.access(transport as TransportId, settings).delegatedScopes,
        parameters: provider.authorizeParameters(settings),
      });
      const { origin, pathname, searchParams } = new URL(url);
      expect(`${origin}${pathname}`).toBe(said.authorize);
      expect(searchParams.get('scope')).toBe(scope);
    },
  );

  it('is asked so for every way it sends', () =>
    expect(Object.keys(said.scopes).sort()).toEqual([...provider.transports].sort()));

  it('keeps its refresh tokens by this rule', () => {
    expect([provider.refreshTokenReuse, provider.refreshTokenIdleDays]).toEqual(said.refresh);
  });
});
