import type { Surface } from './evidence.ts';
import type { SecretKind } from './secrets.ts';

export type Allowed = { secrets: SecretKind[]; surface: Surface; where: RegExp; why: string };

const authorize = /\/(oauth2\/v2\.0\/authorize|o\/oauth2\/v2\/auth)\b/;

/** Where a secret may stand, one by one. What is on this list and not met is an error too. */
export const allowed: Allowed[] = [
  { secrets: ['API key'], surface: 'JSON', where: /^POST \/api\/v1\/api-keys 201$/, why: 'Told once, to who made it.' },
  { secrets: ['API key'], surface: 'page as shown', where: /^the key, shown once$/, why: 'Shown once, to be copied.' },
  {
    secrets: ['webhook secret'],
    surface: 'answers to an API key',
    where: /^POST \/api\/v1\/webhooks(\/[^/]+\/secret 200| 201)$/,
    why: 'Told once, to who made it.',
  },
  {
    secrets: ['session cookie'],
    surface: 'response headers',
    where:
      /^(POST \/api\/auth\/callback\/credentials 200|GET \/api\/auth\/callback\/microsoft 303) set-cookie __Host-mailgrant\.session$/,
    why: 'Given to the browser that signed in, in the cookie itself.',
  },
  {
    secrets: ['device cookie'],
    surface: 'response headers',
    where:
      /^(POST \/api\/auth\/callback\/credentials 200|GET \/api\/auth\/callback\/microsoft 303) set-cookie __Host-mailgrant\.device$/,
    why: 'The same, for the browser to be known by.',
  },
  {
    secrets: ['consent cookie'],
    surface: 'response headers',
    where:
      /^POST \/api\/(v1\/connections\/[^/]+\/connect|auth\/signin\/microsoft|account\/identities) 200 set-cookie __Host-mailgrant\.consent$/,
    why: 'Binds a trip to the consent screen to this browser.',
  },
  {
    secrets: ['state', 'nonce', 'issuer’s state'],
    surface: 'JSON',
    where: /^POST \/api\/(v1\/connections\/[^/]+\/connect|auth\/signin\/microsoft|account\/identities) 200$/,
    why: 'The address of the consent screen, to which the page sends the browser.',
  },
  {
    secrets: ['state', 'nonce', 'issuer’s state'],
    surface: 'addresses',
    where: authorize,
    why: 'The consent screen itself (RFC 6749 §4.1.1).',
  },
  {
    secrets: ['state', 'nonce', 'issuer’s state'],
    surface: 'what other sites are told',
    where: authorize,
    why: 'The same.',
  },
  {
    secrets: ['state', 'nonce', 'issuer’s state'],
    surface: 'addresses',
    where: /\/assets\/[\w.-]+ referer$/,
    why: 'The page of the consent screen fetches its own parts; that is the provider’s.',
  },
  {
    secrets: ['state', 'nonce', 'issuer’s state'],
    surface: 'what other sites are told',
    where: /\/assets\//,
    why: 'The same.',
  },
  {
    secrets: ['API key'],
    surface: 'addresses',
    where: /^GET \/api\/v1\/(connections\/mg_|audit-events$)/,
    why: 'The caller put it there by mistake, to see that nothing repeats it.',
  },
  {
    secrets: ['client secret'],
    surface: 'page as shown',
    where: /^a secret in the wrong fields$/,
    why: 'It stands in the field it was just typed in.',
  },
  {
    secrets: ['SMTP password'],
    surface: 'page as shown',
    where: /^a password in the wrong field$/,
    why: 'The same.',
  },
  {
    secrets: ['authorization code', 'state', 'issuer’s code', 'issuer’s state'],
    surface: 'addresses',
    where: /^GET \/(oauth|api\/auth)\/callback\/\w+$/,
    why: 'The address of the callback is how the code comes (RFC 6749 §4.1.2).',
  },
  {
    secrets: ['Google refresh token', 'Google client secret'],
    surface: 'what other sites are told',
    where: /^POST http:\/\/localhost:\d+\/oauth2\.googleapis\.com\/revoke body$/,
    why: 'Asked to revoke the grant: the form names the token (RFC 7009 §2.1).',
  },
  {
    secrets: ['key ring'],
    surface: 'files of the data folder',
    where: /^keys$/,
    why: 'The one file it is kept in, 0600, for the embedded start only.',
  },
  {
    secrets: ['database password'],
    surface: 'files of the data folder',
    where: /^postgres\/password$/,
    why: 'The one file it is kept in, 0600, for the embedded start only.',
  },
  {
    secrets: ['key ring', 'database password'],
    surface: 'processes',
    where: /^environment of (web|worker)$/,
    why: 'How a deployment hands them over; readable by the same account only.',
  },
];
