import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const everyMs = 50;

/** Resolves once somebody listens on this port of this machine; gives up when the signal is aborted. */
export async function listening(port: number, signal: AbortSignal): Promise<void> {
  while (!(await accepts(port))) {
    signal.throwIfAborted();
    await pause(everyMs);
  }
}

/** Resolves once the address answers 200; gives up when the signal is aborted. */
export async function answering(url: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const answer = await fetch(url, { signal }).catch(() => null);
    await answer?.arrayBuffer();
    if (answer?.ok) return;
    await pause(everyMs);
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: 'localhost', port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
