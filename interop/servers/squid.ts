import { crypted } from './crypted.ts';
import { found } from './found.ts';
import { freePorts } from './free-ports.ts';
import { makePlace } from './place.ts';
import { runServer } from './run-server.ts';

/** Whom a proxy lets through. */
export type ProxyUser = { userName: string; password: string };

/** One way through, as the log tells it: who asked (`-` for nobody), for what, and the proxy's own port towards it. */
export type Passage = { user: string; target: string; from: string };

const tunnel = /^TCP_TUNNEL\/200 user=(?<user>\S+) CONNECT (?<target>\S+) from=\S+:(?<from>\d+)$/gm;

/** A Squid that passes CONNECT on to this machine: to anybody, or to one who says their password (HTTP Basic). */
export async function startSquid(user?: ProxyUser) {
  const place = makePlace('squid');
  const { port } = await freePorts('port');
  const logs = place.makeFolder('logs', 'proxy');
  const users = place.write('users', user ? [`${user.userName}:${crypted(user.password)}`] : [], 'proxy');
  const known = [
    `auth_param basic program /usr/lib/squid/basic_ncsa_auth ${users}`,
    'auth_param basic realm interop',
    'acl known proxy_auth REQUIRED',
    'http_access deny !known',
  ];
  const config = place.write('squid.conf', [
    `http_port 127.0.0.1:${port}`,
    'visible_hostname proxy.contoso.example',
    'cache_effective_user proxy',
    `pid_filename ${place.at('squid.pid')}`,
    `coredump_dir ${place.folder}`,
    `cache_log ${logs}/cache.log`,
    'logformat passage %Ss/%03>Hs user=%un %rm %ru from=%<la:%<lp',
    `access_log stdio:${logs}/access.log passage`,
    'cache deny all',
    'pinger_enable off',
    'shutdown_lifetime 0 seconds',
    ...(user ? known : []),
    'http_access allow CONNECT',
    'http_access deny all',
  ]);
  const { stop } = await runServer(place, { program: '/usr/sbin/squid', args: ['-N', '-f', config], ports: [port] });
  const log = () => place.read('logs/access.log');
  return { host: 'localhost', port, log, passages: () => found(log(), tunnel) as Passage[], stop };
}
