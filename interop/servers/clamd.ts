import { freePorts } from './free-ports.ts';
import { makePlace } from './place.ts';
import { runServer } from './run-server.ts';

/** What the scanner calls a signature that its makers did not sign. */
const unofficial = '.UNOFFICIAL';

/** A ClamAV that knows one signature, of our own making: the bytes of `marker` anywhere in a file. Nothing is fetched. */
export async function startClamd({ marker, maxBytes }: { marker: string; maxBytes: number }) {
  const place = makePlace('clamd');
  const { port } = await freePorts('port');
  const name = 'Interop.Test.Marker';
  const socket = place.at('clamd.sock');
  place.makeFolder('signatures');
  // Name, kind of file (any), offset (anywhere), bytes.
  place.write('signatures/ours.ndb', [`${name}:0:*:${Buffer.from(marker).toString('hex')}`]);
  const config = place.write('clamd.conf', [
    'Foreground yes',
    `DatabaseDirectory ${place.at('signatures')}`,
    `LogFile ${place.at('clamd.log')}`,
    'LogClean yes',
    `LocalSocket ${socket}`,
    `TCPSocket ${port}`,
    'TCPAddr 127.0.0.1',
    `StreamMaxLength ${maxBytes}`,
  ]);
  const { stop } = await runServer(place, { program: '/usr/sbin/clamd', args: ['-c', config], ports: [port] });
  return {
    host: 'localhost',
    port,
    socket,
    signature: `${name}${unofficial}`,
    log: () => place.read('clamd.log'),
    stop,
  };
}
