import path from 'node:path';
import type { Settings } from './settings.ts';

type Shown = Pick<Settings, 'demo' | 'publicUrl' | 'host' | 'port' | 'sandboxPort' | 'dataFolder' | 'databaseUrl'>;

/** What is shown once everything runs: where to go, how to sign in, where the data is. */
export function addresses(settings: Shown, signIn: string[]): string[] {
  const { demo, publicUrl, host, sandboxPort, dataFolder, databaseUrl } = settings;
  const lines = [
    demo
      ? `Mailgrant   ${publicUrl}`
      : `Mailgrant   ${publicUrl}   open it at this address: signing in works at no other`,
    ...signIn,
    ...listens(settings),
  ];
  if (demo)
    lines.push(
      `Sandbox     http://localhost:${sandboxPort}   a Microsoft 365, a Google Workspace and a mail server to try it with`,
    );
  if (demo && !['localhost', '127.0.0.1', '::1'].includes(host)) {
    lines.push(`Beware      whoever reaches ${host} can sign in with the demo’s password`);
  }
  if (demo) lines.push(`Data        ${dataFolder}   (logs in ${path.join(dataFolder, 'log')})`);
  else if (!databaseUrl) lines.push(`Data        ${dataFolder}   back up its keys together with its database`);
  return ['', ...lines.map((line) => `  ${line}`), '', '  Ctrl-C stops everything.'];
}

/** Where this process listens, when that is not the address to open. */
function listens({ demo, publicUrl, host, port }: Shown): string[] {
  const here = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  if (!demo) return [`Listens     ${here}   for your proxy, which ends TLS and passes ${publicUrl} on to it`];
  const { protocol, port: asked } = new URL(publicUrl);
  return protocol === 'http:' && Number(asked || 80) === port
    ? []
    : [`Listens     ${here}   ${publicUrl} must lead there`];
}
