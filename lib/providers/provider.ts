import { baseValues } from './base-values.ts';
import { microsoft } from './microsoft.ts';
import type { Provider, ProviderId } from './types.ts';

let made: Record<ProviderId, Provider> | undefined;

/** A provider's data. Made at first use: the base values may come from PROVIDERS_FILE. */
export function provider(id: ProviderId): Provider {
  made ??= { microsoft: microsoft(baseValues().microsoft) };
  return made[id];
}

/** Every provider, in the order they are offered. */
export function providers(): Provider[] {
  return [provider('microsoft')];
}
