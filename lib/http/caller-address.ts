import ipaddr from 'ipaddr.js';
import { readIp } from './client-ip.ts';

/**
 * The address of whoever asks: that of the socket, unless it belongs to a trusted proxy; then what that proxy saw, and
 * so on outwards. The first address that is not trusted is the caller's: whatever stands before it in
 * X-Forwarded-For, anybody may have written.
 *
 * @param trusted addresses and networks (CIDR) of the operator's own proxies
 */
export function callerAddress(
  socket: string | undefined,
  forwardedFor: string | undefined,
  trusted: readonly string[],
): string | null {
  const seen = (forwardedFor ?? '').split(',').map(readIp);
  let caller = readIp(socket ?? '');
  while (caller !== null && isTrusted(caller, trusted)) {
    const next = seen.pop();
    // A proxy that writes no address hides the caller behind itself.
    if (!next) return caller;
    caller = next;
  }
  return caller;
}

function isTrusted(address: string, trusted: readonly string[]): boolean {
  const parsed = ipaddr.process(address);
  return trusted.some((entry) => {
    const [network, bits] = entry.includes('/') ? ipaddr.parseCIDR(entry) : wholeOf(ipaddr.process(entry));
    return network.kind() === parsed.kind() && parsed.match(network, bits);
  });
}

function wholeOf(address: ipaddr.IPv4 | ipaddr.IPv6): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
