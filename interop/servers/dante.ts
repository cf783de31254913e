import { crypted } from './crypted.ts';
import { found } from './found.ts';
import { freePorts } from './free-ports.ts';
import { makePlace } from './place.ts';
import { runServer } from './run-server.ts';
import type { Passage, ProxyUser } from './squid.ts';

/**
 * A Dante that passes SOCKS5 on to this machine: to anybody, or to one who says their password (RFC 1929). It asks the
 * system for its users: nss_wrapper lends it a list of our own.
 */
export async function startDante(user?: ProxyUser) {
  const place = makePlace('dante');
  const { port } = await freePorts('port');
  const hash = user ? crypted(user.password) : '';
  const isRoot = process.getuid?.() === 0;
  const config = place.write('danted.conf', [
    `logoutput: ${place.at('danted.log')}`,
    `internal: 127.0.0.1 port = ${port}`,
    'external: 127.0.0.1',
    'clientmethod: none',
    `socksmethod: ${user ? 'username' : 'none'}`,
    ...(isRoot ? ['user.privileged: root', 'user.unprivileged: nobody'] : []),
    'client pass {',
    '  from: 127.0.0.0/8 to: 0.0.0.0/0',
    '  log: error',
    '}',
    'socks pass {',
    '  from: 127.0.0.0/8 to: 127.0.0.0/8',
    '  command: connect',
    '  protocol: tcp',
    '  log: connect error',
    '}',
  ]);
  const people = ['root:x:0:0::/:/bin/sh', 'nobody:x:65534:65534::/:/usr/sbin/nologin'];
  const one = user ? [`${user.userName}:${hash}:65534:65534::/:/usr/sbin/nologin`] : [];
  const lent = {
    LD_PRELOAD: 'libnss_wrapper.so',
    NSS_WRAPPER_PASSWD: place.write('passwd', [...people, ...one]),
    NSS_WRAPPER_SHADOW: place.write('shadow', user ? [`${user.userName}:${hash}:19000:0:99999:7:::`] : []),
    NSS_WRAPPER_GROUP: place.write('group', ['root:x:0:', 'nogroup:x:65534:']),
  };
  const args = ['-f', config, '-p', place.at('danted.pid')];
  const { stop } = await runServer(place, { program: '/usr/sbin/danted', args, env: lent, ports: [port] });
  const log = () => place.read('danted.log');
  return { host: 'localhost', port, log, passages: () => passagesOf(log()), stop };
}

/** `… tcp/connect [: username%NAME@CLIENT.PORT PROXY.PORT -> HOST.FROM HOST.TARGET`, without the name where none is asked for. */
function passagesOf(log: string): Passage[] {
  const lines =
    /pass\(\d+\): tcp\/connect \[: (?:username%(?<user>[^@]+)@)?\S+ \S+ -> \S+\.(?<from>\d+) (?<host>\S+)\.(?<port>\d+)$/gm;
  return found(log, lines).map(({ user = '-', from = '', host, port }) => ({ user, target: `${host}:${port}`, from }));
}
