import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createGate, type Server, type Socket } from 'node:net';

/** A refresh token, from when it is issued on. */
type Issued = { family: string; firstUsedAt?: number };

/** What it answers with, once it has done what it was asked for: now, later, or never. */
export type BeforeAnswer = (refreshToken: string) => Promise<'answer' | 'silence'>;

export type TokenServerOptions = {
  /** So long after its first use a refresh token is taken again; 0: it kills its family, as RFC 9700 §4.14.2 says. */
  graceMs?: number;
  delayMs?: number;
};

/** A token endpoint that rotates refresh tokens, and counts what it sees. */
export async function startTokenServer({ graceMs = 0, delayMs = 0 }: TokenServerOptions = {}) {
  const issued = new Map<string, Issued>();
  const dead = new Set<string>();
  const presentations = new Map<string, number>();
  const accessTokens = new Map<string, string>();
  const counts = { requests: 0, refreshes: 0, reuses: 0 };
  let beforeAnswer: BeforeAnswer | undefined;
  const gates: Server[] = [];

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await textOf(request));
    const refreshToken = form.get('refresh_token') ?? '';
    counts.requests += 1;
    presentations.set(refreshToken, (presentations.get(refreshToken) ?? 0) + 1);
    const [status, body] = refresh(refreshToken, form.get('scope') ?? '');
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    if ((await beforeAnswer?.(refreshToken)) === 'silence') return;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  function refresh(refreshToken: string, scope: string): [number, object] {
    const known = issued.get(refreshToken);
    const isReuse = known?.firstUsedAt !== undefined && Date.now() - known.firstUsedAt >= graceMs;
    if (isReuse) {
      counts.reuses += 1;
      dead.add(known.family);
    }
    if (!known || dead.has(known.family)) {
      const text = 'AADSTS50173: The provided grant has expired due to it being revoked.';
      return [400, { error: 'invalid_grant', error_description: text, error_codes: [50173] }];
    }
    known.firstUsedAt ??= Date.now();
    counts.refreshes += 1;
    const next = issue(known.family);
    const accessToken = `at-${randomUUID()}`;
    accessTokens.set(accessToken, next);
    return [200, { token_type: 'Bearer', access_token: accessToken, expires_in: 3600, refresh_token: next, scope }];
  }

  function issue(family: string): string {
    const refreshToken = `rt-${randomUUID()}`;
    issued.set(refreshToken, { family });
    return refreshToken;
  }

  return {
    origin: originOf(server),
    counts,
    presentations,
    /** A refresh token that was just consented to. */
    issue: () => issue(randomUUID()),
    /** The refresh token that came with an access token. */
    besides: (accessToken: string) => accessTokens.get(accessToken),
    beforeAnswer: (next: BeforeAnswer | undefined) => {
      beforeAnswer = next;
    },
    /** Keeps the next requests waiting for their answers, which are ready by then; `arrived` when so many are there. */
    hold: (count: number) => {
      const arrived = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      let left = count;
      beforeAnswer = async () => {
        left -= 1;
        if (left === 0) arrived.resolve();
        await released.promise;
        return 'answer';
      };
      const release = () => {
        beforeAnswer = undefined;
        released.resolve();
      };
      return { arrived: arrived.promise, release };
    },
    /**
     * One more door: whoever connects there is kept waiting, unread, and `knock` is told, until it is opened. The first
     * who waited is sent away then.
     */
    gate: async (knock: () => void) => {
      let isOpen = false;
      const waiting: Socket[] = [];
      const gate = createGate({ pauseOnConnect: true }, (socket) => {
        socket.on('error', () => {});
        if (isOpen) {
          server.emit('connection', socket);
          return void socket.resume();
        }
        waiting.push(socket);
        knock();
      });
      gates.push(gate);
      gate.listen(0, '127.0.0.1');
      await once(gate, 'listening');
      const open = () => {
        isOpen = true;
        for (const socket of waiting) socket.destroy();
      };
      return { origin: originOf(gate), open };
    },
    close: () => {
      server.closeAllConnections();
      for (const each of [server, ...gates]) each.close();
    },
  };
}

export type TokenServer = Awaited<ReturnType<typeof startTokenServer>>;

const originOf = (server: Pick<Server, 'address'>) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
