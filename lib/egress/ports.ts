import { hostPort } from './address.ts';
import type { Place } from './dial.ts';
import { egressError } from './egress-error.ts';

/** What is expected at the other end of a connection. */
export type Use = 'mail' | 'web' | 'proxy' | 'scanner';

/** The ports of each kind of server on the public internet: this installation is no scanner for its tenants. */
const usual: Record<Use, { servers: string; ports: readonly number[] }> = {
  mail: { servers: 'mail servers', ports: [25, 465, 587, 2525] },
  web: { servers: 'web addresses', ports: [443] },
  // clamd's own example (clamd.conf(5), TCPSocket).
  scanner: { servers: 'virus scanners', ports: [3310] },
  proxy: { servers: 'proxies', ports: [443, 1080, 3128, 8080, 8888] },
};

/** Throws EGRESS_PORT when a public host would be asked at a port that is neither usual nor among the operator's. */
export function requireUsualPort({ host, port, use }: Place, listed: readonly number[]): void {
  const { servers, ports } = usual[use];
  if (ports.includes(port) || listed.includes(port)) return;
  throw egressError(
    'EGRESS_PORT',
    `${hostPort(host, port)} is not called: ${servers} are reached at ${ports.length > 1 ? 'the ports' : 'port'} ` +
      `${ports.join(', ')} only, unless the operator lists ${port} in EGRESS_PORTS.`,
  );
}
