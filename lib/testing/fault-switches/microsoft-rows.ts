import type { Row, Says } from './row.ts';
import { fallenRows, trafficRows } from './traffic-rows.ts';

const address = 'reports@contoso\\.example';
const tokenSteps = ['consent', 'renewal', 'application'] as const;

const dead = (code: string, what: string): Says => ({
  code,
  class: 'consent',
  health: 'needs_consent',
  words: new RegExp(`${what}.*sign in as ${address}`, 's'),
});

const policy = (code: string, words: RegExp): Says => ({ code, class: 'policy', health: 'blocked', words });

const secretExpired: Says = {
  code: 'microsoft_secret_expired',
  class: 'config',
  health: 'invalid',
  words: /client secret has expired.*New client secret.*Nobody needs to consent again/s,
};

const sendAsDenied = policy(
  'microsoft_send_as_denied',
  new RegExp(`may not send as this sender.*Add-RecipientPermission ${address} -AccessRights SendAs`, 's'),
);

const throttled = (code: string, words: RegExp): Says => ({ code, class: 'transient', health: 'retrying', words });

const grants: Row[] = [
  {
    kind: 'expire-grant',
    step: 'renewal',
    says: dead('microsoft_grant_idle', 'refresh token has ended'),
    cure: 'consent',
  },
  {
    kind: 'revoke-grant',
    step: 'renewal',
    says: dead('microsoft_grant_revoked', 'consent was withdrawn'),
    cure: 'consent',
  },
  // The access token in hand lives on: only the next renewal can know.
  { kind: 'revoke-grant', step: 'api' },
  { kind: 'revoke-grant', step: 'smtp' },
  { kind: 'strict-refresh', step: 'renewal' },
];

const policies: Row[] = [
  { kind: 'secret-ended', step: 'consent', says: secretExpired, cure: 'secret' },
  { kind: 'secret-ended', step: 'renewal', says: secretExpired, cure: 'secret' },
  { kind: 'secret-ended', step: 'application', says: secretExpired, cure: 'secret' },
  {
    kind: 'conditional-access',
    step: 'renewal',
    says: policy('microsoft_conditional_access', /Conditional Access blocks.*leave the application out of the policy/s),
    cure: 'asking',
  },
  {
    kind: 'mfa-required',
    step: 'renewal',
    says: policy('microsoft_mfa_required', /multi-factor authentication.*leave the application \S+ out of the policy/s),
    cure: 'asking',
  },
  // That passwords are taken is nothing to who has a token.
  { kind: 'basic-auth-on', step: 'smtp' },
  {
    kind: 'smtp-auth-off',
    step: 'smtp',
    when: 'for the tenant',
    says: policy(
      'microsoft_smtp_off_tenant',
      new RegExp(`in this organization.*Microsoft Graph.*Set-CASMailbox -Identity ${address}`, 's'),
    ),
  },
  {
    kind: 'smtp-auth-off',
    step: 'smtp',
    when: 'for the mailbox',
    wish: { account: 'reports@contoso.example' },
    says: policy(
      'microsoft_smtp_off_mailbox',
      new RegExp(`for this mailbox.*Microsoft Graph.*Set-CASMailbox -Identity ${address}`, 's'),
    ),
  },
];

const sending: Row[] = [
  { kind: 'send-as-denied', step: 'api', says: sendAsDenied },
  { kind: 'send-as-denied', step: 'smtp', says: sendAsDenied },
];

const throttling: Row[] = [
  ...tokenSteps.flatMap((step): Row[] => [
    {
      kind: 'throttle',
      step,
      when: 'with Retry-After',
      wish: { seconds: 45 },
      says: { ...throttled('microsoft_sign_in_throttled', /limiting.*again in 45 seconds/s), notBeforeMs: 45_000 },
    },
    {
      kind: 'throttle',
      step,
      when: 'without Retry-After',
      says: throttled('microsoft_sign_in_throttled', /limiting.*again in a while/s),
    },
  ]),
  {
    kind: 'throttle',
    step: 'api',
    when: 'with Retry-After',
    wish: { seconds: 9 },
    says: throttled('microsoft_throttled', /limiting this mailbox.*again in 9 seconds/s),
  },
  { kind: 'throttle', step: 'api', says: throttled('microsoft_throttled', /limiting this mailbox.*again in a while/s) },
  {
    kind: 'throttle',
    step: 'smtp',
    says: throttled('microsoft_smtp_connections', /Too many connections at once.*again in a while/s),
  },
];

/** What each switch of Microsoft's half does to the product. */
export const microsoftRows: Row[] = [
  ...grants,
  ...policies,
  ...sending,
  ...throttling,
  ...trafficRows,
  ...fallenRows('microsoft'),
];
