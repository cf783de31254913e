import { once } from 'node:events';
import { createServer } from 'node:net';
import { Refusal } from './refusal.ts';

const loopback = ['127.0.0.1', '::1'];

/** Refuses when somebody listens on the port already, or may not be asked to listen on it. */
export async function requireFreePort(port: number, variable: string, what: string): Promise<void> {
  for (const host of loopback) {
    const code = await listenError(port, host);
    if (code === 'EADDRINUSE') {
      throw new Refusal(
        `Port ${port} is taken, and ${what} needs it: stop the program that listens there, or choose another with ${variable}=${port + 1}.`,
      );
    }
    if (code === 'EACCES') {
      throw new Refusal(
        `Listening on port ${port} needs administrator rights: choose one above 1023 for ${what} with ${variable}=${port + 8000}.`,
      );
    }
    // Any other code: this machine has no such address (IPv6 switched off).
  }
}

async function listenError(port: number, host: string): Promise<string | undefined> {
  const probe = createServer();
  probe.listen({ port, host, exclusive: true });
  try {
    await once(probe, 'listening');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
  probe.close();
  await once(probe, 'close');
  return undefined;
}
