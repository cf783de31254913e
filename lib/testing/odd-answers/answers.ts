import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ReplyClass } from '#lib/providers/index.ts';

/** Something that a token endpoint, or what stands before it, does instead of answering. */
export type OddAnswer = {
  what: string;
  /** Undefined: nothing, ever. */
  answer?: (response: ServerResponse) => unknown;
  /** Nobody listens at all. */
  isAway?: true;
  /** Done before the request was read. */
  atOnce?: true;
  /** Whether a server may have used up what it was sent. */
  mayBeUsedUp: boolean;
  /** Who must act; nobody where it passes by itself. */
  class: Extract<ReplyClass, 'transient' | 'config'>;
  notBeforeMs?: number;
};

const html = '<!doctype html><title>Sign in to the network</title>';
const refusal = { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' };
const granted = { token_type: 'Bearer', access_token: 'at-of-an-odd-answer', expires_in: 3600 };

const reset = ({ socket }: ServerResponse) => socket?.resetAndDestroy();

const page = (status: number, headers: Record<string, string> = {}) => ({
  what: `a page with ${status}${headers['retry-after'] ? ` and Retry-After ${headers['retry-after']}` : ''}`,
  answer: (response: ServerResponse) =>
    response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(html),
});

const json = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
  answer: (response: ServerResponse) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body)),
});

const passing = { class: 'transient', mayBeUsedUp: false } as const;
const lost = { class: 'transient', mayBeUsedUp: true } as const;
const misplaced = { class: 'config', mayBeUsedUp: false } as const;

/** What passes, and what only a setting cures. None of it is a word about the grant. */
export const oddAnswers: OddAnswer[] = [
  { what: 'silence until our patience ends', ...lost },
  { what: 'nobody at its address', isAway: true, ...passing },
  { what: 'a connection reset before the request was read', answer: reset, atOnce: true, ...lost },
  { what: 'a connection reset after the request', answer: reset, ...lost },
  {
    what: 'an answer that breaks off',
    answer: (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
      response.write('{"token_type":"Bearer","acc', () => response.socket?.resetAndDestroy());
    },
    ...lost,
  },
  { ...page(500), ...lost },
  { ...page(502), ...lost },
  { ...page(503), ...passing },
  { ...page(503, { 'retry-after': '90' }), ...passing, notBeforeMs: 90_000 },
  { ...page(504), ...lost },
  { ...page(520), ...lost },
  { what: '500 that names invalid_grant', ...json(500, refusal), ...passing },
  { what: '503 that names invalid_grant', ...json(503, refusal), ...passing },
  { ...page(429), ...passing },
  { ...page(429, { 'retry-after': '120' }), ...passing, notBeforeMs: 120_000 },
  {
    what: '429 that names invalid_grant',
    ...json(429, refusal, { 'retry-after': '30' }),
    ...passing,
    notBeforeMs: 30_000,
  },
  { ...page(200), ...lost },
  {
    what: 'JSON cut short',
    answer: (response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(granted).slice(0, 40)),
    ...lost,
  },
  { what: 'an empty body', answer: (response) => response.writeHead(200).end(), ...lost },
  { what: 'no content', answer: (response) => response.writeHead(204).end(), ...lost },
  { what: 'JSON that is a list', ...json(200, [granted]), ...lost },
  { what: 'no access token', ...json(200, { ...granted, access_token: undefined }), ...lost },
  { what: 'an error with 200', ...json(200, refusal), ...lost },
  { ...page(403), ...passing },
  { ...page(407), ...passing },
  { what: '400 of somebody else', ...json(400, { message: 'Bad Request' }), ...passing },
  { ...page(302, { location: 'https://portal.example/' }), ...misplaced },
];

/** Answers that are none by `expires_in`: seconds that the token is taken to live for. */
export const oddLives: [what: string, expiresIn: unknown, seconds: number][] = [
  ['no expires_in', undefined, 3_600],
  ['expires_in null', null, 3_600],
  ['expires_in in words', 'an hour', 3_600],
  ['expires_in 0', 0, 3_600],
  ['expires_in below 0', -3_600, 3_600],
  ['expires_in without end', 1e300, 3_600],
  ['expires_in of thirty years', 946_080_000, 172_800],
  ['expires_in as text', '1800', 1_800],
  ['expires_in 1', 1, 1],
];

/** A token endpoint that does the odd things it is told to, and counts what it was asked. */
export async function startOddServer() {
  let odd: OddAnswer | undefined;
  let strikes = 0;
  const server = createServer((request, response) => {
    const act = () => {
      strikes += 1;
      odd?.answer?.(response);
    };
    if (odd?.atOnce) act();
    else request.resume().on('end', act);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    tokenEndpoint: `http://127.0.0.1:${port}/token`,
    /** Where nobody has ever listened. */
    nowhere: 'http://127.0.0.1:1/token',
    strikes: () => strikes,
    does: (next: OddAnswer) => {
      odd = next;
    },
    /** Gives a token that lives as long as this says. */
    grants: (expiresIn: unknown) => {
      odd = { what: 'a token', ...json(200, { ...granted, expires_in: expiresIn }), ...passing };
    },
    close: (): Promise<void> => {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
}
