import type { Provider, Surface } from './fault-board.ts';

export type Choice = 'account' | 'client' | 'place' | 'surface';
export type Option = 'seconds' | 'ms' | 'scope' | 'as';

/** One thing that can be made to go wrong. */
export type Entry = {
  kind: string;
  provider: Provider;
  /** An act happens once, now; a switch waits for the next requests. */
  isAct: boolean;
  group: 'Grants' | 'Consent' | 'Application and policy' | 'Server' | 'Sending' | 'Traffic';
  label: string;
  /** What the product will meet. */
  says: string;
  choices: Choice[];
  options: Option[];
  surfaces: Surface[];
};

const entry = (
  provider: Provider,
  group: Entry['group'],
  kind: string,
  label: string,
  says: string,
  more: Partial<Pick<Entry, 'isAct' | 'choices' | 'options' | 'surfaces'>> = {},
): Entry => ({ provider, group, kind, label, says, isAct: false, choices: [], options: [], surfaces: [], ...more });

const grantAct = { isAct: true, choices: ['account', 'client'] satisfies Choice[] };
const everywhere = ['token', 'api', 'smtp'] satisfies Surface[];

const google: Entry[] = [
  entry(
    'google',
    'Grants',
    'expire-grant',
    'Refresh token unused for six months',
    'The next refresh is invalid_grant.',
    grantAct,
  ),
  entry(
    'google',
    'Grants',
    'revoke-grant',
    'Person removes the app’s access',
    'Refresh and access tokens of the whole project die at once.',
    grantAct,
  ),
  entry(
    'google',
    'Grants',
    'testing-expiry',
    'Seven days of Testing pass',
    'Refresh tokens of apps in Testing are over; others stay.',
    grantAct,
  ),
  entry('google', 'Grants', 'password-changed', 'Password changed', 'Tokens that hold Gmail scopes die; others stay.', {
    isAct: true,
    choices: ['account'],
  }),
  entry(
    'google',
    'Grants',
    'token-limit',
    '101st refresh token',
    'A hundred more sign-ins: the refresh tokens there are die silently, access tokens live on.',
    grantAct,
  ),
  entry(
    'google',
    'Consent',
    'untick-scope',
    'A scope stays unticked',
    'The next consent grants everything but this scope, whatever was ticked.',
    { choices: ['account', 'client'], options: ['scope'], surfaces: ['authorize'] },
  ),
  entry(
    'google',
    'Consent',
    'wrong-account',
    'Someone else consents',
    'The next consent ends as another person than was picked.',
    { choices: ['client'], options: ['as'], surfaces: ['authorize'] },
  ),
  entry(
    'google',
    'Application and policy',
    'secret-ended',
    'Client secret disabled',
    'The token endpoint answers invalid_client.',
    { isAct: true, choices: ['client'] },
  ),
  entry(
    'google',
    'Application and policy',
    'client-deleted',
    'OAuth client deleted',
    'deleted_client at the token endpoint, an error page at sign-in. Restore it in the console.',
    { isAct: true, choices: ['client'] },
  ),
  entry(
    'google',
    'Application and policy',
    'admin-policy',
    'Blocked by the Workspace administrator',
    'admin_policy_enforced at sign-in and at refresh.',
    { choices: ['account', 'client'], surfaces: ['authorize', 'token'] },
  ),
  entry(
    'google',
    'Application and policy',
    'api-disabled',
    'Gmail API not enabled',
    '403 SERVICE_DISABLED, as if nobody had enabled it in the project.',
    { choices: ['place'], surfaces: ['api'] },
  ),
  entry(
    'google',
    'Sending',
    'send-as-denied',
    'Sending as this address denied',
    'API: 403 Delegation denied. SMTP: 550 5.7.1.',
    { choices: ['account', 'client'], surfaces: ['api', 'smtp'] },
  ),
  entry('google', 'Sending', 'domain-policy', 'Gmail apps disabled for the domain', 'API: 403 domainPolicy.', {
    choices: ['account'],
    surfaces: ['api'],
  }),
  entry(
    'google',
    'Sending',
    'daily-limit',
    'Daily sending limit reached',
    'API: 403 dailyLimitExceeded. SMTP: 550 5.4.5.',
    { choices: ['account'], surfaces: ['api', 'smtp'] },
  ),
  entry(
    'google',
    'Sending',
    'backend-error',
    'Google is broken',
    'API: 502 with a page of HTML. SMTP: 421 4.7.0 Try again later.',
    { choices: ['account'], surfaces: ['api', 'smtp'] },
  ),
  entry(
    'google',
    'Traffic',
    'throttle',
    'Too many requests',
    'Token and API: 429, for mail with the retry time in the text. SMTP: 421 4.7.0.',
    { choices: ['account', 'client', 'surface'], options: ['seconds'], surfaces: everywhere },
  ),
];

const microsoft: Entry[] = [
  entry(
    'microsoft',
    'Grants',
    'expire-grant',
    'Refresh token unused for 90 days',
    'The next refresh is AADSTS700082.',
    { isAct: true, choices: ['account'] },
  ),
  entry(
    'microsoft',
    'Grants',
    'revoke-grant',
    'Administrator revokes the sessions',
    'The next refresh is AADSTS50173; access tokens live on.',
    { isAct: true, choices: ['account'] },
  ),
  entry(
    'microsoft',
    'Grants',
    'strict-refresh',
    'Refresh tokens work once',
    'Presenting one again ends the grant. Not Entra’s way, but some servers’.',
    { choices: ['client'], surfaces: ['token'] },
  ),
  entry(
    'microsoft',
    'Application and policy',
    'secret-ended',
    'Client secrets and certificates expired',
    'The token endpoint answers AADSTS7000222, or 700027 to a certificate.',
    { isAct: true, choices: ['client'] },
  ),
  entry(
    'microsoft',
    'Application and policy',
    'conditional-access',
    'Conditional Access blocks',
    'A refresh is AADSTS53003, as invalid_grant.',
    { choices: ['account', 'client'], surfaces: ['token'] },
  ),
  entry(
    'microsoft',
    'Application and policy',
    'mfa-required',
    'Multi-factor authentication required',
    'A refresh is AADSTS50076, as invalid_grant.',
    { choices: ['account', 'client'], surfaces: ['token'] },
  ),
  entry(
    'microsoft',
    'Application and policy',
    'smtp-auth-off',
    'SMTP AUTH switched off',
    'SMTP sign-in is 535 5.7.139: for the mailbox when one is chosen, otherwise for the tenant.',
    { choices: ['account', 'place'], surfaces: ['smtp'] },
  ),
  entry(
    'microsoft',
    'Application and policy',
    'basic-auth-on',
    'Basic authentication still on',
    'SMTP takes a mailbox’s password, as until the deadline. Without it: 535 5.7.139.',
    { choices: ['account', 'place'], surfaces: ['smtp'] },
  ),
  entry(
    'microsoft',
    'Sending',
    'send-as-denied',
    'Sending as this address denied',
    'Graph: 403 ErrorSendAsDenied. SMTP: 554 5.2.252.',
    { choices: ['account', 'client'], surfaces: ['api', 'smtp'] },
  ),
  entry('microsoft', 'Traffic', 'throttle', 'Too many requests', 'Token and Graph: 429. SMTP: 432 4.3.2.', {
    choices: ['account', 'client', 'surface'],
    options: ['seconds'],
    surfaces: everywhere,
  }),
];

const mailServer: Entry[] = [
  entry(
    'smtp',
    'Server',
    'tls-required',
    'TLS required',
    'Without TLS: 530 5.7.0 Must issue a STARTTLS command first.',
    {
      surfaces: ['smtp'],
    },
  ),
  entry('smtp', 'Server', 'sign-in-required', 'Sign-in required', 'Without it: 530 5.7.0 Authentication required.', {
    surfaces: ['smtp'],
  }),
  entry('smtp', 'Server', 'password-refused', 'Password no longer right', '535 5.7.8 Error: authentication failed.', {
    choices: ['account'],
    surfaces: ['smtp'],
  }),
  entry('smtp', 'Traffic', 'throttle', 'Too much mail', '450 4.7.1 Error: too much mail.', {
    choices: ['account'],
    surfaces: ['smtp'],
  }),
];

/** Late, and cut off: the same everywhere. */
const delays = (provider: Provider, more: Pick<Entry, 'choices' | 'surfaces'>): Entry[] => [
  entry(provider, 'Traffic', 'slow', 'Slow', 'The answer comes, but late.', { ...more, options: ['ms'] }),
  entry(
    provider,
    'Traffic',
    'drop-before',
    'Connection dropped before the work',
    'Nothing was done, and no answer says so.',
    more,
  ),
  entry(
    provider,
    'Traffic',
    'drop-after',
    'Connection dropped after the work',
    'The work was done; its answer is lost.',
    more,
  ),
];

const traffic = (provider: Provider): Entry[] => {
  const choices = ['account', 'client', 'surface'] satisfies Choice[];
  return [
    ...delays(provider, { choices, surfaces: everywhere }),
    entry(
      provider,
      'Traffic',
      'echo',
      'Falls over and repeats what it was sent',
      '500 with the whole request, secrets and tokens too, in the words of the error.',
      { choices, surfaces: ['token', 'api'] },
    ),
  ];
};

/** Everything that can be made to go wrong, in the order the page shows it. */
export const catalogue: Entry[] = [
  ...google,
  ...traffic('google'),
  ...microsoft,
  ...traffic('microsoft'),
  ...mailServer,
  ...delays('smtp', { choices: ['account'], surfaces: ['smtp'] }),
];

export const findEntry = (provider: string, kind: string): Entry | undefined =>
  catalogue.find((one) => one.provider === provider && one.kind === kind);
