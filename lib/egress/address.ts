import ipaddr from 'ipaddr.js';
import { egressError } from './egress-error.ts';
import { type Host, hostOf } from './schema.ts';

/** See `hostOf`. Throws EGRESS_ADDRESS. */
export function readHost(spelling: string): Host {
  const host = hostOf(spelling);
  if (!host) throw egressError('EGRESS_ADDRESS', `“${spelling}” is not a host name or an address.`);
  return host;
}

/** `host:port` as the allow-list is compared: IPv6 addresses in brackets. */
export function hostPort(host: Host, port: number): string {
  return `${host.name.includes(':') ? `[${host.name}]` : host.name}:${port}`;
}

/** 168.63.129.16 is Azure's platform address: metadata and DNS of the machine, in a public range. */
const platformAddresses = new Set(['168.63.129.16']);

/** Assigned to the public internet by IANA; every other range of IPv6 is special (RFC 4291 §2.4). */
const globalIpv6: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];

/**
 * Whether an address belongs to the public internet. Everything else is not: loopback, private, carrier-grade NAT,
 * link-local (cloud metadata), unique local, multicast, reserved, and every IPv6 form that carries an IPv4 address
 * (mapped, compatible, NAT64, 6to4, Teredo), because it may lead back inside.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address) || address.includes('%')) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast' || platformAddresses.has(parsed.toString())) return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(globalIpv6);
}
