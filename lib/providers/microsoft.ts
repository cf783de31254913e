import type { ProvidersFile } from './base-values.ts';
import { microsoftGuide } from './microsoft-guide.ts';
import { entraReplies } from './replies/entra.ts';
import { exchangeReplies } from './replies/exchange.ts';
import { graphReplies } from './replies/graph.ts';
import { networkReplies } from './replies/network.ts';
import type { Provider, ResourceAccess, TransportId } from './types.ts';

/** Global cloud. A national cloud differs in these values only (Microsoft Graph national cloud deployments). */
const global = {
  authority: 'https://login.microsoftonline.com',
  graphUrl: 'https://graph.microsoft.com',
  smtpHost: 'smtp.office365.com',
  smtpPort: 587,
  caCertificate: '',
};

const links = {
  registration:
    'https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/CreateApplicationBlade/quickStartType~/null/isMSAApp~/false',
  mailbox: 'https://outlook.office.com/mail/',
};

/** For the ID token that says who consented, and for a refresh token. */
const identityScopes = ['openid', 'profile', 'email', 'offline_access'];

const minuteMs = 60_000;

const access: Record<TransportId, ResourceAccess> = {
  graph: {
    ...scopesOf('https://graph.microsoft.com/Mail.Send', 'https://graph.microsoft.com/.default'),
    resource: 'graph',
    applicationRole: { name: 'Mail.Send', path: 'Microsoft Graph' },
    minTokenLifeMs: minuteMs,
  },
  smtp: {
    // The resource of SMTP is spelt office.com for people and office365.com for applications.
    ...scopesOf('https://outlook.office.com/SMTP.Send', 'https://outlook.office365.com/.default'),
    resource: 'outlook',
    applicationRole: { name: 'SMTP.SendAsApp', path: 'APIs my organization uses, Office 365 Exchange Online' },
    // Exchange refuses a token of less than ten minutes: 501 5.5.127 “Token will expire soon”.
    minTokenLifeMs: 11 * minuteMs,
  },
};

function scopesOf(delegated: string, application: string) {
  return {
    delegatedScopes: [...identityScopes, delegated],
    requiredDelegatedScopes: [delegated],
    applicationScopes: [application],
  };
}

/** Microsoft 365, with the base values of PROVIDERS_FILE in place of the global cloud's. */
export function microsoft(values: NonNullable<ProvidersFile['microsoft']> = {}): Provider {
  // Entra's refresh-tokens page: a used one is not revoked, and 90 days without use end it.
  const { links: otherLinks, refreshTokenReuse = 'allowed', ...endpoints } = values;
  const base = { ...global, ...endpoints };
  const at = { ...links, ...otherLinks };
  return {
    id: 'microsoft',
    label: 'Microsoft 365',
    grantKinds: ['authorization_code', 'client_credentials'],
    transports: ['graph', 'smtp'],
    endpoints: ({ directoryId }) => {
      const directory = `${base.authority}/${encodeURIComponent(directoryId)}`;
      return {
        issuer: `${directory}/v2.0`,
        authorizationEndpoint: `${directory}/oauth2/v2.0/authorize`,
        tokenEndpoint: `${directory}/oauth2/v2.0/token`,
        graphUrl: base.graphUrl,
        smtpHost: base.smtpHost,
        smtpPort: base.smtpPort,
        caCertificate: base.caCertificate,
      };
    },
    access: (transport) => access[transport],
    refreshTokenReuse,
    refreshTokenIdleDays: 90,
    // The protocol pages name no revocation endpoint.
    revocation: 'none',
    guide: microsoftGuide(at.registration),
    mailboxUrl: at.mailbox,
    replies: [...entraReplies, ...graphReplies, ...exchangeReplies, ...networkReplies],
  };
}
