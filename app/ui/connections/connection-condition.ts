import { type Health, type Tone, toneOfHealth } from '#app/ui/tone.ts';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { hasGrant } from './has-grant.ts';

/** What a person wants to know first: the health where there is something that can be well or ill. */
export type Condition = Health | 'not_working' | 'not_connected' | 'signed_in' | 'retired';

/** The one word for a connection as it stands. */
export function conditionOf(connection: ConnectionView): Condition {
  if (connection.stage === 'retired') return 'retired';
  // Nothing repeats by itself what a candidate failed at.
  if (connection.stage === 'candidate' && connection.health === 'retrying') return 'not_working';
  if (connection.health !== 'untested') return connection.health;
  if (!hasGrant(connection)) return 'not_connected';
  return connection.signedInAt === null ? 'untested' : 'signed_in';
}

export function toneOf(condition: Condition): Tone {
  if (condition === 'not_working') return 'warn';
  return isHealth(condition) ? toneOfHealth[condition] : 'off';
}

function isHealth(condition: Condition): condition is Health {
  return Object.hasOwn(toneOfHealth, condition);
}
