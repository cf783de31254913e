import type { OwnProblem } from '#lib/diagnosis/index.ts';

/** Told on the connection's page: by then the visit is known to be this person's. */
type ToldElsewhere = 'consent_cancelled';
export type ConsentReason = Exclude<Extract<OwnProblem, `consent_${string}`>, ToldElsewhere>;

const reasons: Record<ConsentReason, true> = {
  consent_unknown: true,
  consent_other_browser: true,
  consent_other_person: true,
  consent_replayed: true,
  consent_expired: true,
  consent_settings_changed: true,
};

/** Why a callback belongs to no live visit of this browser and person. */
export const consentReasons = Object.keys(reasons) as ConsentReason[];

/** The reason that an address names; anything else is as good as unknown. */
export function consentReason(text: string | string[] | undefined): ConsentReason {
  return consentReasons.find((known) => known === text) ?? 'consent_unknown';
}
