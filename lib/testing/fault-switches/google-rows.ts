import type { Row, Says } from './row.ts';
import { fallenRows, trafficRows } from './traffic-rows.ts';

const address = 'reports@northwind\\.example';
const dana = 'dana@northwind.example';
const tokenSteps = ['consent', 'renewal', 'application'] as const;

const dead: Says = {
  code: 'google_grant_revoked',
  class: 'consent',
  health: 'needs_consent',
  words: new RegExp(`ended the grant.*sign in as ${address}.*press Publish app under Audience`, 's'),
};

const policy = (code: string, words: RegExp): Says => ({ code, class: 'policy', health: 'blocked', words });
const setting = (code: string, words: RegExp): Says => ({ code, class: 'config', health: 'invalid', words });
const passing = (code: string, words: RegExp): Says => ({ code, class: 'transient', health: 'retrying', words });
const quota = (code: string, words: RegExp): Says => ({ code, class: 'quota', health: 'retrying', words });
/** What a trip that ended otherwise than asked for leaves behind: nothing but its own words. */
const refusedTrip = (code: string, words: RegExp): Says => ({ code, class: 'consent', health: 'working', words });

const grants: Row[] = [
  ...['expire-grant', 'revoke-grant', 'password-changed', 'token-limit'].map(
    (kind): Row => ({ kind, step: 'renewal', says: dead, cure: 'consent' }),
  ),
  {
    kind: 'testing-expiry',
    step: 'renewal',
    given: ({ google }) =>
      google.changeProject('Northwind', {
        audience: 'external',
        publishing: 'testing',
        testUsers: ['reports@northwind.example'],
      }),
    says: dead,
    cure: 'consent',
  },
  // These end access at once: whoever sends finds the grant dead, by whichever way.
  ...['revoke-grant', 'password-changed'].flatMap((kind): Row[] => [
    { kind, step: 'api', says: dead, cure: 'consent' },
    { kind, step: 'smtp', says: dead, cure: 'consent' },
  ]),
  // And these leave the access token in hand: only the next renewal can know.
  ...['expire-grant', 'token-limit'].flatMap((kind): Row[] => [
    { kind, step: 'api' },
    { kind, step: 'smtp' },
  ]),
];

const trips: Row[] = [
  {
    kind: 'untick-scope',
    step: 'consent',
    says: refusedTrip('scope_missing', new RegExp(`not granted.*sign in as ${address}, and tick every box`, 's')),
  },
  {
    kind: 'wrong-account',
    step: 'consent',
    wish: { as: dana },
    says: refusedTrip('another_account', new RegExp(`Another account consented.*sign in as ${address}`, 's')),
  },
  // Google keeps the person on a page of its own: nobody comes back to say so.
  { kind: 'admin-policy', step: 'consent', leftOn: /admin_policy_enforced/ },
  { kind: 'client-deleted', step: 'consent', leftOn: /deleted_client/, cure: 'restoring' },
];

const policies: Row[] = [
  {
    kind: 'secret-ended',
    step: 'consent',
    says: setting('google_secret_wrong', /refused the client secret.*Add secret/s),
    cure: 'secret',
  },
  {
    kind: 'secret-ended',
    step: 'renewal',
    says: setting('google_secret_wrong', /refused the client secret.*Add secret/s),
    cure: 'secret',
  },
  {
    kind: 'client-deleted',
    step: 'renewal',
    says: setting('google_client_deleted', /client was deleted.*Restore deleted credentials/s),
    cure: 'restoring',
  },
  {
    kind: 'admin-policy',
    step: 'renewal',
    says: policy('google_admin_policy', /administrator of Google Workspace.*Client ID \S+, and to set it to Trusted/s),
    cure: 'asking',
  },
  {
    kind: 'api-disabled',
    step: 'api',
    says: setting('google_api_disabled', /Gmail API is not enabled.*https?:\S+project=\d+\S* and press Enable/s),
  },
];

const sending: Row[] = [
  {
    kind: 'send-as-denied',
    step: 'api',
    says: policy('google_delegation_denied', new RegExp(`did not allow sending.*sign in as ${address} itself`, 's')),
  },
  {
    kind: 'send-as-denied',
    step: 'smtp',
    says: policy('google_send_as_denied', /does not let this account send as the sender.*Send mail as/s),
  },
  {
    kind: 'domain-policy',
    step: 'api',
    says: policy('google_gmail_off', /switched off for this organization.*turn on the service Gmail/s),
  },
  ...(['api', 'smtp'] as const).map(
    (step): Row => ({
      kind: 'daily-limit',
      step,
      says: quota('google_daily_limit', /daily limit of this mailbox.*falls out of the 24 hours/s),
    }),
  ),
  {
    kind: 'backend-error',
    step: 'api',
    says: {
      code: 'send_outcome_unknown',
      class: 'transient',
      health: 'working',
      words: /may have been sent.*before you send it again/s,
    },
    arrives: 0,
  },
  { kind: 'backend-error', step: 'smtp', says: passing('google_smtp_busy', /try later.*again in a while/s) },
];

const throttling: Row[] = [
  ...tokenSteps.flatMap((step): Row[] => [
    {
      kind: 'throttle',
      step,
      when: 'with Retry-After',
      wish: { seconds: 45 },
      says: { ...passing('google_throttled', /slow down.*again in 45 seconds/s), notBeforeMs: 45_000 },
    },
    {
      kind: 'throttle',
      step,
      when: 'without Retry-After',
      says: passing('google_throttled', /slow down.*again in a while/s),
    },
  ]),
  {
    kind: 'throttle',
    step: 'api',
    when: 'with the time in the text',
    wish: { seconds: 900 },
    says: quota('google_sending_limit', /no more mail from this mailbox.*again in 15 minutes/s),
  },
  { kind: 'throttle', step: 'api', says: passing('google_throttled', /slow down.*again in a while/s) },
  { kind: 'throttle', step: 'smtp', says: passing('google_smtp_busy', /try later.*again in a while/s) },
];

/** What each switch of Google's half does to the product. */
export const googleRows: Row[] = [
  ...grants,
  ...trips,
  ...policies,
  ...sending,
  ...throttling,
  ...trafficRows,
  ...fallenRows('google'),
];
