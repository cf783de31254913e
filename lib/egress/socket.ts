import { connect, type Socket } from 'node:net';
import { asEgressError, egressError } from './egress-error.ts';
import { startLimit } from './time-limit.ts';

/**
 * A connection to a socket of this machine: to the very one that the operator's environment names, and to no other,
 * whoever asks. Throws an EgressError.
 */
export async function connectSocket(path: string, allowed: string | undefined, timeoutMs: number): Promise<Socket> {
  if (path !== allowed) throw egressError('EGRESS_DENIED', 'This installation reaches no such socket.');
  const limit = startLimit(timeoutMs, path);
  try {
    return await openSocket(path, limit.signal);
  } catch (error) {
    throw asEgressError(error, false);
  } finally {
    limit.stop();
  }
}

function openSocket(path: string, signal: AbortSignal): Promise<Socket> {
  return new Promise((fulfil, reject) => {
    const socket = connect({ path });
    const stop = () => socket.destroy(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    socket.once('error', reject);
    // Whoever takes the socket listens too; an error in between must not end the process.
    socket.on('error', () => {});
    socket.once('connect', () => {
      signal.removeEventListener('abort', stop);
      socket.removeListener('error', reject);
      fulfil(socket);
    });
  });
}
