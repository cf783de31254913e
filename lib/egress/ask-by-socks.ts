import { isIP, type Socket } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { ProxyServer } from './proxy.ts';
import { notSpoken, signInRefused, socksRefusal, unusableSignIn } from './proxy-refusals.ts';

const version = 5;
const methods = { none: 0, password: 2 };
/** Of the sign-in (RFC 1929 §2). */
const signInVersion = 1;
const connect = 1;
const kinds = { ipv4: 1, name: 3, ipv6: 4 };
const addressBytes: Record<number, number> = { [kinds.ipv4]: 4, [kinds.ipv6]: 16 };

/**
 * Asks a SOCKS5 proxy for a connection to a target, `host:port` (RFC 1928, signing in by RFC 1929). Afterwards the
 * socket is the target's, with whatever it said already. Throws an EgressError.
 *
 * By hand: the library there is tells reasons apart only in words, keeps the password with its error, and gives what
 * follows the answer to whoever listens at that moment.
 */
export async function askBySocks(socket: Socket, proxy: ProxyServer, target: string): Promise<void> {
  const credentials = credentialsOf(proxy);
  const read = async (size: number) => {
    const bytes = await readBytes(socket, size);
    if (!bytes) throw notSpoken(proxy);
    return bytes;
  };
  const offered = credentials ? [methods.none, methods.password] : [methods.none];
  socket.write(Buffer.of(version, offered.length, ...offered));
  const [spoken, method] = await read(2);
  if (spoken !== version) throw notSpoken(proxy);
  if (method === methods.password && credentials) {
    socket.write(credentials);
    const [answered, status] = await read(2);
    if (answered !== signInVersion) throw notSpoken(proxy);
    if (status !== 0) throw signInRefused(proxy);
  } else if (method !== methods.none) throw signInRefused(proxy);

  socket.write(Buffer.concat([Buffer.of(version, connect, 0), addressOf(target)]));
  const [again, reply = 0] = await read(2);
  if (again !== version) throw notSpoken(proxy);
  if (reply !== 0) throw socksRefusal(proxy, reply);
  // The proxy's own address and port, which nobody needs: what follows them is the target's.
  const [, kind = 0] = await read(2);
  const [size] = kind === kinds.name ? await read(1) : [addressBytes[kind]];
  // Read as another kind, it would take the target's first bytes along, or wait for some that never come.
  if (size === undefined) throw notSpoken(proxy);
  await read(size + 2);
}

function credentialsOf({ userName, password }: ProxyServer): Buffer | null {
  if (!userName) return null;
  const parts = [userName, password?.reveal() ?? ''].map((text) => Buffer.from(text));
  if (parts.some((part) => part.length > 255)) {
    throw unusableSignIn('User name and password for a SOCKS5 proxy have 255 bytes at most.');
  }
  return Buffer.concat([Buffer.of(signInVersion), ...parts.flatMap((part) => [Buffer.of(part.length), part])]);
}

function addressOf(target: string): Buffer {
  const colon = target.lastIndexOf(':');
  const host = target.slice(0, colon).replace(/^\[|\]$/g, '');
  const port = Buffer.alloc(2);
  port.writeUInt16BE(Number(target.slice(colon + 1)));
  if (!isIP(host)) return Buffer.concat([Buffer.of(kinds.name, Buffer.byteLength(host)), Buffer.from(host), port]);
  const bytes = ipaddr.parse(host).toByteArray();
  return Buffer.concat([Buffer.of(bytes.length === 4 ? kinds.ipv4 : kinds.ipv6, ...bytes), port]);
}

/** Exactly the next bytes; what follows them stays in the socket, for whoever reads on. Null when it closed before. */
function readBytes(socket: Socket, size: number): Promise<Buffer | null> {
  return new Promise((fulfil) => {
    const settle = (bytes: Buffer | null) => {
      socket.off('readable', look).off('close', close);
      fulfil(bytes);
    };
    const close = () => settle(null);
    const look = () => {
      // Fewer than asked for come only at the end.
      const bytes: Buffer | null = socket.read(size);
      if (bytes?.length === size) settle(bytes);
    };
    socket.on('readable', look).on('close', close);
    if (socket.destroyed) close();
    else look();
  });
}
