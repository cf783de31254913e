import { hostPort } from './host-port.ts';

/** Where a virus scanner (ClamAV's `clamd`) listens. */
export type ClamdAddress = { kind: 'tcp'; host: string; port: number } | { kind: 'socket'; path: string };

/** The longest path that Linux takes for a socket; others take less (`sockaddr_un`). */
const maxPathBytes = 107;

/** Reads `host:port` or the absolute path of a socket; null for anything else. */
export function readClamd(text: string): ClamdAddress | null {
  if (text.startsWith('/')) {
    return Buffer.byteLength(text) <= maxPathBytes && !text.includes('\0') ? { kind: 'socket', path: text } : null;
  }
  const { host, port } = hostPort.exec(text)?.groups ?? {};
  if (!host || !port || !URL.canParse(`http://${text}`)) return null;
  return { kind: 'tcp', host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}
