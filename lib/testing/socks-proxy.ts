import { createServer, type Socket } from 'node:net';
import { join, listenAsProxy, openUpstream, type TestProxy, type TestProxyOptions } from './test-proxy.ts';

const version = 5;
const methods = { none: 0, password: 2, notAcceptable: 0xff };
const kinds = { ipv4: 1, name: 3, ipv6: 4 };
const granted = 0;
const refusals = { forbidden: 2, unreachable: 4 };

/** A SOCKS5 proxy on loopback that knows CONNECT (RFC 1928), with RFC 1929's sign-in where a user name is given. */
export function startSocksProxy(options: TestProxyOptions = {}): Promise<TestProxy> {
  const seen: string[] = [];
  const server = createServer((client) => {
    // Who goes away in the middle is nobody's fault here.
    serve(client, seen, options).catch(() => client.destroy());
  });
  return listenAsProxy(server, seen, options);
}

async function serve(client: Socket, seen: string[], options: TestProxyOptions): Promise<void> {
  if (!(await signIn(client, options))) return;
  await read(client, 3);
  const target = await readTarget(client);
  seen.push(target);
  const upstream = await openUpstream(target, options);
  if ('refused' in upstream) {
    client.end(answer(refusals[upstream.refused]));
    return;
  }
  client.write(answer(granted));
  join(client, upstream.socket);
}

async function signIn(client: Socket, { userName, password = '' }: TestProxyOptions): Promise<boolean> {
  const [, offered] = await read(client, 2);
  const wanted = userName === undefined ? methods.none : methods.password;
  if (!(await read(client, offered ?? 0)).includes(wanted)) {
    client.end(Buffer.of(version, methods.notAcceptable));
    return false;
  }
  client.write(Buffer.of(version, wanted));
  if (userName === undefined) return true;
  await read(client, 1);
  const isRight = (await readText(client)) === userName && (await readText(client)) === password;
  client[isRight ? 'write' : 'end'](Buffer.of(1, isRight ? 0 : 1));
  return isRight;
}

async function readTarget(client: Socket): Promise<string> {
  const [kind] = await read(client, 1);
  const host = await readHost(client, kind);
  return `${host}:${(await read(client, 2)).readUInt16BE()}`;
}

async function readHost(client: Socket, kind: number | undefined): Promise<string> {
  if (kind === kinds.name) return readText(client);
  if (kind === kinds.ipv4) return (await read(client, 4)).join('.');
  const groups = (await read(client, 16)).toString('hex').match(/.{4}/g) ?? [];
  // In the one short spelling.
  return new URL(`http://[${groups.join(':')}]`).hostname;
}

async function readText(client: Socket): Promise<string> {
  const [length] = await read(client, 1);
  return length ? (await read(client, length)).toString() : '';
}

async function read(client: Socket, size: number): Promise<Buffer> {
  for (;;) {
    const bytes: Buffer | null = client.read(size);
    if (bytes?.length === size) return bytes;
    if (client.readableEnded || client.destroyed) throw new Error('The client went away.');
    await change(client);
  }
}

function change(client: Socket): Promise<void> {
  return new Promise((fulfil) => {
    const done = () => {
      client.off('readable', done).off('close', done);
      fulfil();
    };
    client.on('readable', done).on('close', done);
  });
}

/** With no address of its own: nobody may need it (RFC 1928 §6). */
function answer(code: number): Buffer {
  return Buffer.of(version, code, 0, kinds.ipv4, 0, 0, 0, 0, 0, 0);
}
