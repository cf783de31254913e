import { smtp as rules } from './known/smtp.ts';
import { networkReplies } from './replies/network.ts';
import { smtpPasswordReplies, smtpReplies } from './replies/smtp.ts';
import type { Provider, ResourceAccess } from './types.ts';

/** Nothing is asked of an authorization server. */
const access: ResourceAccess = {
  resource: 'smtp',
  delegatedScopes: [],
  requiredDelegatedScopes: [],
  applicationScopes: [],
  minTokenLifeMs: 0,
};

/** Any SMTP server, reached with a password or without signing in. */
export function smtp(): Provider {
  return {
    id: 'smtp',
    ...rules,
    endpoints: () => ({
      issuer: '',
      authorizationEndpoint: '',
      tokenEndpoint: '',
      apiUrl: '',
      smtpHost: '',
      smtpPort: 587,
      smtpSecurity: 'starttls',
      caCertificate: '',
    }),
    access: () => access,
    applicationGrant: 'client_credentials',
    clientAuthentication: () => 'none',
    keyTypes: [],
    saslMechanism: () => 'XOAUTH2',
    userName: ({ userName }) => userName || null,
    authorizeParameters: () => ({}),
    tokenParameters: () => ({}),
    namesAccount: false,
    refreshTokenReuse: 'once',
    refreshTokenIdleDays: null,
    revocation: { kind: 'none' },
    guide: [
      { id: 'server', field: 'overrides.smtpHost' },
      { id: 'security', field: 'overrides.smtpSecurity' },
      { id: 'sign_in', field: 'settings.userName', grantKinds: ['password'] },
      { id: 'open_relay', field: 'grantKind', grantKinds: ['none'] },
      { id: 'sender', field: 'senderAddress' },
    ],
    mailboxUrl: '',
    replies: [...smtpPasswordReplies, ...smtpReplies, ...networkReplies],
    fieldsOfProblem: {
      smtp_relay_denied: ['grantKind', 'overrides.smtpHost', 'overrides.smtpPort'],
      smtp_wrong_password: ['clientSecret', 'settings.userName'],
      smtp_sign_in_needed: ['grantKind'],
      smtp_password_missing: ['grantKind', 'overrides.smtpHost', 'overrides.smtpPort'],
      // An app password may do; which one is there cannot be seen.
      google_app_password_needed: ['settings.userName', 'clientSecret'],
      google_password_refused: ['settings.userName', 'clientSecret'],
      smtp_tls_needed: ['overrides.smtpSecurity', 'overrides.smtpPort'],
    },
  };
}
