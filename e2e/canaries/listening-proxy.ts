import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request with its answer as they went over the wire. */
export type Heard = {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  status: number;
  /** Name, value, name, value: a name may stand there twice. */
  answerHeaders: string[];
  body: Buffer;
};

export type Planted = { status?: number; headers: Record<string, string>; body: string };

export type ListeningProxy = {
  url: string;
  heard: Heard[];
  /** Answers this path, on any host, in the place of whoever would. */
  plant: (path: string, answer: Planted) => void;
  close: () => Promise<void>;
};

/** A proxy that keeps every word: a browser's own tools lose the bodies of redirects and of pages that were left. */
export async function listeningProxy(): Promise<ListeningProxy> {
  const heard: Heard[] = [];
  const plants = new Map<string, Planted>();
  const server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? '', `http://${incoming.headers.host}`);
    const keep = (status: number, answerHeaders: string[], body: Buffer) =>
      heard.push({ method: incoming.method ?? '', url, headers: incoming.headers, status, answerHeaders, body });
    const plant = plants.get(url.pathname);
    if (!plant) return pass(incoming, outgoing, url, keep);
    const { status = 200, headers, body } = plant;
    outgoing.writeHead(status, headers).end(body);
    keep(status, Object.entries(headers).flat(), Buffer.from(body));
  });
  // Playwright's own requests ask for a tunnel; through it the same requests come.
  server.on('connect', (_request, socket) => {
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    server.emit('connection', socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    heard,
    plant: (path, answer) => void plants.set(path, answer),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

type Keep = (status: number, answerHeaders: string[], body: Buffer) => void;

function pass(incoming: IncomingMessage, outgoing: ServerResponse, url: URL, keep: Keep): void {
  // Uncompressed, so that it can be read.
  const { 'proxy-connection': _hop, 'accept-encoding': _coding, ...headers } = incoming.headers;
  const onward = request(
    url,
    { method: incoming.method, headers: { ...headers, host: url.host }, agent: false },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        outgoing.write(chunk);
      });
      answer.on('close', () => {
        outgoing.end();
        keep(answer.statusCode ?? 0, answer.rawHeaders, Buffer.concat(chunks));
      });
    },
  );
  // Whom a part of the product leaves without an answer, we leave so too.
  onward.on('error', () => outgoing.destroy());
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}
