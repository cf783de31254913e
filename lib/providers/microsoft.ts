import { accessAmong } from './access-among.ts';
import { microsoft as rules } from './known/microsoft.ts';
import { microsoftGuide } from './microsoft-guide.ts';
import { microsoftSecretEnd } from './microsoft-secret-end.ts';
import type { MicrosoftValues } from './microsoft-values.ts';
import { entraReplies } from './replies/entra.ts';
import { exchangeReplies } from './replies/exchange.ts';
import { graphReplies } from './replies/graph.ts';
import { microsoftFields } from './replies/microsoft-fields.ts';
import { networkReplies } from './replies/network.ts';
import { ownRefusals } from './replies/own-refusals.ts';
import { choiceOf } from './schema.ts';
import type { Provider, ResourceAccess, TransportId } from './types.ts';

type Cloud = {
  authority: string;
  graphUrl: string;
  smtpHost: string;
  smtpPort: number;
  caCertificate: string;
};

const everywhere = { smtpPort: 587, caCertificate: '' };

/** Addresses and resources of the clouds (Microsoft Graph national cloud deployments; Exchange Online, authenticated SMTP). */
const clouds = {
  global: {
    authority: 'https://login.microsoftonline.com',
    graphUrl: 'https://graph.microsoft.com',
    smtpHost: 'smtp.office365.com',
    ...everywhere,
  },
  usGov: {
    authority: 'https://login.microsoftonline.us',
    graphUrl: 'https://graph.microsoft.us',
    smtpHost: 'smtp.office365.us',
    ...everywhere,
  },
  dod: {
    authority: 'https://login.microsoftonline.us',
    graphUrl: 'https://dod-graph.microsoft.us',
    smtpHost: 'outlook-dod.office365.us',
    ...everywhere,
  },
  china: {
    authority: 'https://login.partner.microsoftonline.cn',
    graphUrl: 'https://microsoftgraph.chinacloudapi.cn',
    smtpHost: 'smtp.partner.outlook.cn',
    ...everywhere,
  },
} as const satisfies Record<string, Cloud>;

type CloudId = keyof typeof clouds;
const cloudIds = Object.keys(clouds) as CloudId[];

/** What tokens of SMTP are for: spelt office.com for people and office365.com for applications in the global cloud alone. */
const smtpResources: Record<CloudId, { user: string; application: string }> = {
  global: { user: 'https://outlook.office.com', application: 'https://outlook.office365.com' },
  usGov: { user: 'https://outlook.office365.us', application: 'https://outlook.office365.us' },
  dod: { user: 'https://outlook.office365.us', application: 'https://outlook.office365.us' },
  china: { user: 'https://partner.outlook.cn', application: 'https://partner.outlook.cn' },
};

const links = {
  registration:
    'https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/CreateApplicationBlade/quickStartType~/null/isMSAApp~/false',
  mailbox: 'https://outlook.office.com/mail/',
};

/** For the ID token that says who consented, and for a refresh token. */
const identityScopes = ['openid', 'profile', 'email', 'offline_access'];

const minuteMs = 60_000;

/** High Volume Email for Microsoft 365: its endpoint, and the one before it. */
const highVolumeHosts = ['smtp.hve.mx.microsoft', 'smtp-hve.office365.com'];

/** There a token of less than ten minutes is refused: 501 5.5.127 “Token will expire soon”. The eleventh is for the way. */
const minTokenLifeAt = (smtpHost = '') => (highVolumeHosts.includes(smtpHost.toLowerCase()) ? 11 : 1) * minuteMs;

function accessIn(cloud: CloudId, smtpHost: string | undefined): Partial<Record<TransportId, ResourceAccess>> {
  const { graphUrl } = clouds[cloud];
  const { user, application } = smtpResources[cloud];
  return {
    graph: {
      ...scopesOf(`${graphUrl}/Mail.Send`, `${graphUrl}/.default`),
      resource: 'graph',
      applicationRole: { name: 'Mail.Send', path: 'Microsoft Graph' },
      minTokenLifeMs: minuteMs,
    },
    smtp: {
      ...scopesOf(`${user}/SMTP.Send`, `${application}/.default`),
      resource: 'outlook',
      applicationRole: {
        name: 'SMTP.SendAsApp',
        path: 'APIs my organization uses, Office 365 Exchange Online',
      },
      minTokenLifeMs: minTokenLifeAt(smtpHost),
    },
  };
}

function scopesOf(delegated: string, application: string) {
  return {
    delegatedScopes: [...identityScopes, delegated],
    requiredDelegatedScopes: [delegated],
    applicationScopes: [application],
  };
}

const cloudOf = (settings: Record<string, string>) => choiceOf(rules, settings, 'cloud') as CloudId;

const isByCertificate = (settings: Record<string, string>) =>
  choiceOf(rules, settings, 'clientAuthentication') === 'certificate';

/** Microsoft 365, with the base values of PROVIDERS_FILE in place of the clouds' own. */
export function microsoft(values: MicrosoftValues = {}): Provider {
  // Entra's refresh-tokens page: a used one is not revoked, and 90 days without use end it.
  const { links: otherLinks, refreshTokenReuse = 'allowed', clouds: others = {}, ...global } = values;
  const at = { ...links, ...otherLinks };
  const baseOf = (cloud: CloudId): Cloud => ({ ...clouds[cloud], ...(cloud === 'global' ? global : others[cloud]) });
  return {
    id: 'microsoft',
    ...rules,
    endpoints: (settings) => {
      const base = baseOf(cloudOf(settings));
      const directory = `${base.authority}/${encodeURIComponent(settings.directoryId ?? '')}`;
      return {
        issuer: `${directory}/v2.0`,
        authorizationEndpoint: `${directory}/oauth2/v2.0/authorize`,
        tokenEndpoint: `${directory}/oauth2/v2.0/token`,
        apiUrl: base.graphUrl,
        smtpHost: base.smtpHost,
        smtpPort: base.smtpPort,
        smtpSecurity: 'starttls',
        caCertificate: base.caCertificate,
      };
    },
    applicationGrant: 'client_credentials',
    clientAuthentication: (settings) => (isByCertificate(settings) ? 'private_key_jwt' : 'client_secret_post'),
    keyTypes: ['rsa'],
    saslMechanism: () => 'XOAUTH2',
    userName: () => null,
    // No `prompt`: Entra asks for consent when it is needed, and `prompt=consent` asks even after an administrator has
    // approved.
    authorizeParameters: () => ({}),
    tokenParameters: () => ({}),
    namesAccount: true,
    access: (transport, settings = {}, smtpHost) => accessAmong(accessIn(cloudOf(settings), smtpHost), transport),
    refreshTokenReuse,
    refreshTokenIdleDays: 90,
    // The protocol pages name no revocation endpoint.
    revocation: { kind: 'none' },
    // In all clouds (Exchange Team Blog). Outlook.com's own server is left out: its mailboxes are in no directory.
    passwordsEnd: {
      servers: [
        { host: 'outlook.office365.com' },
        ...cloudIds.flatMap((cloud) => {
          const { smtpHost: host, smtpPort: port } = baseOf(cloud);
          return [{ host: clouds[cloud].smtpHost }, { host, port }];
        }),
      ],
      deadlines: ['exchange_off_by_default', 'exchange_removed'],
    },
    secretEnd: microsoftSecretEnd,
    guide: microsoftGuide(at.registration),
    mailboxUrl: at.mailbox,
    replies: [...entraReplies, ...ownRefusals, ...graphReplies, ...exchangeReplies, ...networkReplies],
    fieldsOfProblem: microsoftFields,
  };
}
