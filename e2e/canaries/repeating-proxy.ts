import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { join, openUpstream } from '#lib/testing/test-proxy.ts';

/** A mail server that only the proxy knows; at each port it offers another way to sign in. */
export const repeatingMailServer = 'mail.repeats.example';
export const repeatingPorts = { PLAIN: 587, LOGIN: 25 };
export const knownToProxy = Object.values(repeatingPorts).map((port) => `${repeatingMailServer}:${port}`);

type Person = { userName: string; password: string };

export type RepeatingProxy = {
  /** What it was told, and the mail server behind it, beside what somebody signs in with. */
  heard: string[];
  close: () => Promise<void>;
};

/** RFC 7617 §2. */
export const basicOf = ({ userName, password }: Person) => btoa(`${userName}:${password}`);

/** An HTTP proxy that refuses in the words it was sent, as the mail server does that it knows; else it lets through. */
export async function repeatingProxy(port: number, person: Person): Promise<RepeatingProxy> {
  const heard: string[] = [];
  const clients = new Set<Socket>();
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connection', (client: Socket) => {
    clients.add(client);
    client.on('error', () => {}).on('close', () => clients.delete(client));
  });
  server.on('connect', async ({ url = '', headers }, duplex) => {
    const client = duplex as Socket;
    const { 'proxy-authorization': shown = '', ...others } = headers;
    heard.push(`${url} ${JSON.stringify(others)}`);
    if (shown !== `Basic ${basicOf(person)}`) {
      const said = `${shown} is ${decoded(shown.split(' ')[1] ?? '')}`;
      return client.end(`HTTP/1.1 407 ${said}\r\nproxy-authenticate: Basic realm="${said}"\r\n\r\n${said}`);
    }
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    const [host, at] = url.split(':');
    if (host === repeatingMailServer) return repeat(client, Number(at), heard);
    const upstream = await openUpstream(url, {});
    if ('refused' in upstream) return client.end();
    join(client, upstream.socket);
  });
  await once(server.listen(port, '127.0.0.1'), 'listening');
  return {
    heard,
    close: async () => {
      const closed = once(server.close(), 'close');
      for (const client of clients) client.destroy();
      await closed;
    },
  };
}

/** Speaks as a mail server that lets nobody in, and says what it was shown. */
function repeat(client: Socket, port: number, heard: string[]): void {
  const mechanism = port === repeatingPorts.PLAIN ? 'PLAIN' : 'LOGIN';
  const say = (line: string) => client.write(`${line}\r\n`);
  const refuse = (shown: string[]) => {
    say(`535-5.7.8 Nobody here signs in by ${shown.join(' ')}`);
    say(`535 5.7.8 which is ${shown.map(decoded).join(' ')}`);
  };
  /** Of AUTH LOGIN: what was answered so far. */
  let answers: string[] | null = null;
  say(`220 ${repeatingMailServer} ESMTP`);
  createInterface({ input: client }).on('line', (line) => {
    const [verb, , message] = line.split(' ');
    if (answers) {
      answers.push(line);
      if (answers.length === 1) return say('334 UGFzc3dvcmQ6');
      refuse(answers);
      answers = null;
      return;
    }
    if (verb === 'AUTH' && message) return refuse([message]);
    if (verb === 'AUTH') {
      answers = [];
      return say('334 VXNlcm5hbWU6');
    }
    heard.push(line);
    if (verb === 'EHLO') return say(`250-${repeatingMailServer}\r\n250 AUTH ${mechanism}`);
    return say(verb === 'QUIT' ? '221 Bye' : '502 No');
  });
}

const decoded = (text: string) => Buffer.from(text, 'base64').toString().replaceAll('\0', ' ');
