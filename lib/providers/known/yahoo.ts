import type { ProviderRules } from '#lib/providers/types.ts';

/**
 * Yahoo Mail, read on 22 November 2026:
 * - endpoints, client authentication by HTTP Basic: developer.yahoo.com/oauth2/guide/flows_authcode
 * - refresh tokens: developer.yahoo.com/brightroll/dsp/api/docs/authentication/tokens
 * - XOAUTH2 at the mail server, access to mail on application alone: senders.yahooinc.com/developer/documentation
 * - issuer: developer.yahoo.com/oauth2/guide/openid_connect
 * - unverified, in others' words alone: the mail server and its ports, which they quote from help.yahoo.com/kb/SLN4075.html,
 *   and that a redirect URL must begin with https
 */
export const yahoo: ProviderRules = {
  label: 'Yahoo Mail',
  emblem: 'letterY',
  grantKinds: ['authorization_code'],
  transports: ['smtp'],
  application: {
    authorization_code: {
      clientId: {
        label: 'Client ID (Consumer Key)',
        example: 'dj0yJmk9ak5IZ2x5WmNsaHp6JmQ9WVdrOVNq--',
        maxLength: 500,
        shapes: [],
      },
      clientSecret: {
        name: 'client secret',
        label: 'Client Secret (Consumer Secret)',
        maxLength: 500,
        // As Yahoo's own examples begin.
        shapes: [{ isNot: '^dj0yJmk9', problem: 'This is the Client ID. Copy the Client Secret below it.' }],
        hasEnd: false,
        madeIn: 'My Apps of the Yahoo Developer Network',
      },
    },
  },
  settings: [],
  signInScopes: ['openid'],
  needsHttpsRedirect: true,
  numberPrefix: '',
  // Messages a day and recipients a message are told by others alone (500, 100): unverified, so not told here.
  oauthMail: {
    issuer: 'https://api.login.yahoo.com',
    authorizationEndpoint: 'https://api.login.yahoo.com/oauth2/request_auth',
    tokenEndpoint: 'https://api.login.yahoo.com/oauth2/get_token',
    clientAuthentication: 'client_secret_basic',
    smtpHost: 'smtp.mail.yahoo.com',
    smtpPort: 465,
    smtpSecurity: 'tls',
    saslMechanism: 'XOAUTH2',
    // Yahoo's pages speak of “the mail scope”; its name is the one mail programs ask for at this server: unverified.
    sendingScopes: ['mail-w'],
    // Its pages promise the address at the userinfo endpoint, and in the ID token only the subject.
    namesAccount: false,
    // “Use the same refresh token every time”, until the person takes the access away: no end of idleness is told.
    refreshTokenReuse: 'allowed',
    refreshTokenIdleDays: null,
    mailboxUrl: 'https://mail.yahoo.com/',
    guide: [
      { id: 'access', link: 'https://senders.yahooinc.com/developer/developer-access/' },
      { id: 'application', field: 'redirectUrl', link: 'https://developer.yahoo.com/apps/create/' },
      { id: 'client_id', field: 'clientId' },
      { id: 'client_secret', field: 'clientSecret' },
      { id: 'sender', field: 'senderAddress' },
    ],
  },
};
