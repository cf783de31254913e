import ipaddr from 'ipaddr.js';
import { randomToken } from '#lib/crypto/index.ts';
import { system, type Tx } from '#lib/db/index.ts';
import { keyedHash } from './keyed-hash.ts';

/** Where somebody signs in from: their browser, by the cookie it keeps, and the address it calls from. */
export type Place = { deviceToken: string | null; ip: string | null };

/** A browser or address that a person has not signed in from for this long is strange again. */
export const placeMaxAgeMs = 90 * 24 * 60 * 60_000;

/** No row has it: what is looked for in the name of nobody takes as long as for somebody. */
const nobody = '00000000-0000-0000-0000-000000000000';

/** The cookie value of a browser: its own where it has one, so that all who sign in there stay known, else a new one. */
export function deviceTokenOf(kept: string | null): string {
  return isDeviceToken(kept) ? kept : randomToken();
}

/** Tells which parts of the place this person has signed in from before. */
export async function isKnownAt(userId: string | null, place: Place): Promise<{ device: boolean; address: boolean }> {
  const [device, address] = [hashOfDevice(place.deviceToken), hashOfAddress(place.ip)];
  const rows = await system().knownPlace.findMany({
    where: {
      userId: userId ?? nobody,
      place: { in: device ? [device, address] : [address] },
      seenAt: { gt: new Date(Date.now() - placeMaxAgeMs) },
    },
    select: { place: true },
  });
  const isAmong = (hash: Buffer | null) => hash !== null && rows.some((row) => hash.equals(row.place));
  return { device: isAmong(device), address: isAmong(address) };
}

/** Keeps where a person has just signed in from, and forgets where they have not been for long. */
export async function rememberPlace(tx: Tx, userId: string, place: Place): Promise<void> {
  const device = hashOfDevice(place.deviceToken);
  const hashes = device ? [device, hashOfAddress(place.ip)] : [hashOfAddress(place.ip)];
  await tx.$executeRaw`
    insert into known_places (user_id, place, seen_at) select ${userId}::uuid, unnest(${hashes}::bytea[]), now()
      on conflict (user_id, place) do update set seen_at = excluded.seen_at`;
  const forgotten = new Date(Date.now() - placeMaxAgeMs);
  await tx.knownPlace.deleteMany({ where: { userId, seenAt: { lt: forgotten } } });
}

/**
 * The network that counts as one caller: an IPv6 address with its /64, which is what one subscriber gets at least. All
 * callers without an address are one.
 */
export function networkOf(ip: string | null): string {
  if (ip === null || !ipaddr.isValid(ip)) return 'unknown';
  const parsed = ipaddr.process(ip);
  return parsed.kind() === 'ipv4' ? parsed.toString() : ipaddr.IPv6.networkAddressFromCIDR(`${parsed}/64`).toString();
}

function isDeviceToken(text: string | null): text is string {
  return text !== null && /^[\w-]{43}$/.test(text);
}

function hashOfDevice(token: string | null) {
  return isDeviceToken(token) ? keyedHash('device', token) : null;
}

function hashOfAddress(ip: string | null) {
  return keyedHash('address', networkOf(ip));
}
