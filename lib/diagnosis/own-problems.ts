import type { ReplyClass } from '#lib/providers/index.ts';

/** What goes wrong without any provider's saying so, and who must act. Each has its sentences under its name. */
export const ownProblems = {
  wrong_mailbox: 'consent',
  another_account: 'consent',
  scope_missing: 'consent',
  consent_cancelled: 'consent',
  consent_expired: 'consent',
  consent_replayed: 'consent',
  consent_other_browser: 'consent',
  consent_other_person: 'consent',
  consent_settings_changed: 'consent',
  consent_unknown: 'consent',
  not_connected: 'consent',
  /** Another connection's leaving had the account's access revoked while this consent was exchanged for tokens. */
  access_revoked_meanwhile: 'consent',
  no_refresh_token: 'config',
  secret_missing: 'config',
  /** What is stored does not open: it was moved, damaged, or sealed with another key. */
  secret_unreadable: 'config',
  /** No identity came with the tokens: what asks for one was taken out of the scopes. */
  nobody_named: 'config',
  /** The application's token names no permission to send. */
  permission_missing: 'config',
  /** It names the permission of another way of sending. */
  permission_elsewhere: 'config',
  /** The answer to a renewal was lost for good: the token may have been replaced by one nobody received. */
  unknown_outcome: 'consent',
  /** A message was handed over and the answer was lost. */
  send_outcome_unknown: 'transient',
} as const satisfies Record<string, ReplyClass>;

export type OwnProblem = keyof typeof ownProblems;

/** Why a callback belongs to no live attempt of this browser and person. What a person did at the screen is another matter. */
export type ConsentReason = Exclude<Extract<OwnProblem, `consent_${string}`>, 'consent_cancelled'>;
