import { get } from 'node:http';
import { connect, isIPv6 } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Refusal } from './refusal.ts';

const everyMs = 50;
/** For one answer to one question: a server that begins may accept long before it can answer. */
const answerMs = 10_000;

export type Wait = {
  /** Ends the waiting without a word: somebody asked to stop, or a part was lost. */
  signal: AbortSignal;
  limitMs: number;
  /** The sentence, when the limit is reached. */
  otherwise: string;
};

/** The address at which this machine reaches what listens on `host`, as it stands in a URL. */
export function reachedAt(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return isIPv6(host) ? `[${host}]` : host;
}

/** Resolves once somebody listens on this port of this machine; a Refusal when nobody does in time. */
export async function listening(port: number, wait: Wait): Promise<void> {
  await until(() => accepts(port), wait);
}

/** Resolves once the address answers 200; a Refusal when it does not in time. */
export async function answering(url: string, wait: Wait): Promise<void> {
  await until(() => answersWell(url), wait);
}

async function until(isSo: () => Promise<boolean>, { signal, limitMs, otherwise }: Wait): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await isSo())) {
    signal.throwIfAborted();
    if (Date.now() >= deadline) throw new Refusal(otherwise);
    await pause(everyMs);
  }
}

/** By hand: fetch refuses ports that browsers do, and would make a good server look silent. */
function answersWell(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: answerMs }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once('error', () => resolve(false)).once('timeout', () => request.destroy());
  });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: 'localhost', port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
