import { type Health, type Tone, toneOfHealth } from '#app/ui/tone.ts';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { hasGrant } from './has-grant.ts';

/** What a person wants to know first: the health where there is something that can be well or ill. */
export type Condition = Health | 'not_connected' | 'retired';

/** The one word for a connection as it stands. */
export function conditionOf(connection: ConnectionView): Condition {
  if (connection.stage === 'retired') return 'retired';
  return connection.health === 'untested' && !hasGrant(connection) ? 'not_connected' : connection.health;
}

export function toneOf(condition: Condition): Tone {
  return condition === 'retired' || condition === 'not_connected' ? 'off' : toneOfHealth[condition];
}
