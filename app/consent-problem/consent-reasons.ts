import type { ConsentReason } from '#lib/diagnosis/index.ts';

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

/** The reason that an address names, `unexpected` being a fault of ours; anything else is as good as unknown. */
export function consentReason(text: string | string[] | undefined): ConsentReason | 'unexpected' {
  if (text === 'unexpected') return text;
  return consentReasons.find((known) => known === text) ?? 'consent_unknown';
}

/** The request id that an address names, where it is one; an address is anybody's writing. */
export function requestIdOf(text: string | string[] | undefined): string | null {
  return typeof text === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) ? text : null;
}
