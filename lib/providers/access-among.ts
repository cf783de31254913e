import type { ResourceAccess, TransportId } from './types.ts';

/** What a transport needs, among those a provider has; the schemas let no connection through with another. */
export function accessAmong(
  table: Partial<Record<TransportId, ResourceAccess>>,
  transport: TransportId,
): ResourceAccess {
  const access = table[transport];
  if (!access) throw new Error(`This provider does not send by ${transport}.`);
  return access;
}
