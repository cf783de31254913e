import type { DeliveryEvent } from '#lib/webhooks/schema.ts';

/** Where the words for each event stand: keys of the catalogue hold no dot. */
export const wordsOf = {
  'connection.needs_consent': 'event.needs_consent',
  'connection.needs_settings': 'event.needs_settings',
  'connection.recovered': 'event.recovered',
  'secret.expiring': 'event.secret_expiring',
  'grant.expiring': 'event.grant_expiring',
  'webhook.test': 'event.test',
} as const satisfies Record<DeliveryEvent, string>;
