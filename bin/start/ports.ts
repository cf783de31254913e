import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Refusal } from './refusal.ts';
import type { Settings } from './settings.ts';

const loopback = ['127.0.0.1', '::1'];

export type PortWish = {
  port: number;
  variable: string;
  what: string;
  /** The address it will listen on, where that is not just this machine's own. */
  host?: string;
};

/** Every port that these settings need. */
export function wantedPorts(settings: Settings): PortWish[] {
  const { demo, port, host } = settings;
  const web = { port, variable: 'PORT', what: 'the web server', host };
  if (!demo) return [web];
  return [
    web,
    { port: settings.sandboxPort, variable: 'SANDBOX_PORT', what: 'the sandbox' },
    { port: settings.sandboxSmtpPort, variable: 'SANDBOX_SMTP_PORT', what: 'the sandbox’s mail server' },
    { port: settings.sandboxGoogleSmtpPort, variable: 'SANDBOX_GOOGLE_SMTP_PORT', what: 'the sandbox’s Gmail server' },
    {
      port: settings.sandboxGoogleSmtpsPort,
      variable: 'SANDBOX_GOOGLE_SMTPS_PORT',
      what: 'the sandbox’s Gmail server with TLS',
    },
    {
      port: settings.sandboxPlainSmtpPort,
      variable: 'SANDBOX_PLAIN_SMTP_PORT',
      what: 'the sandbox’s mail server of an office',
    },
    {
      port: settings.sandboxPlainSmtpsPort,
      variable: 'SANDBOX_PLAIN_SMTPS_PORT',
      what: 'the sandbox’s mail server of an office with TLS',
    },
  ];
}

/**
 * Refuses when somebody listens on the port already, or when it may not be listened on. `patienceMs` is for children of
 * a killed start, which are about to end.
 */
export async function requireFreePort(
  { port, variable, what, host: bound }: PortWish,
  patienceMs: number,
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (const host of new Set(bound ? [...loopback, bound] : loopback)) {
    let code = await listenError(port, host);
    while (code === 'EADDRINUSE' && Date.now() < deadline) {
      await pause(100);
      code = await listenError(port, host);
    }
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
    if (code && host === bound) {
      throw new Refusal(`HOST is “${host}”: nothing can listen there (${code}). Give an address of this machine.`);
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
