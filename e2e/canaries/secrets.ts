import type { Exchange } from '#sandbox/control/recorder.ts';
import type { Heard } from './listening-proxy.ts';
import { isTokenRequest } from './look-at-traffic.ts';

/** Every kind of secret there is. A new kind is a line here, and a place below or in the journey where its values are learnt. */
export const secretKinds = [
  'client secret',
  'refresh token',
  'access token',
  'ID token',
  'authorization code',
  'PKCE verifier',
  'state',
  'nonce',
  'API key',
  'session cookie',
  'consent cookie',
  'device cookie',
  'password',
  'key ring',
  'data key',
  'derived key',
  'database password',
  'Google client secret',
  'Google refresh token',
  'Google access token',
  'private key',
  'assertion',
  'issuer’s client secret',
  'issuer’s code',
  'issuer’s state',
  'SMTP password',
  'proxy password',
  'certificate’s key',
  'client assertion',
  'client secret by Basic',
  'webhook secret',
] as const;
export type SecretKind = (typeof secretKinds)[number];

export type SecretValue = { kind: SecretKind; value: string | Buffer };

/** By which names they travel in OAuth's forms, addresses and answers. */
const fieldsOf: Record<string, SecretKind> = {
  client_secret: 'client secret',
  refresh_token: 'refresh token',
  access_token: 'access token',
  id_token: 'ID token',
  code: 'authorization code',
  code_verifier: 'PKCE verifier',
  state: 'state',
  nonce: 'nonce',
  client_assertion: 'client assertion',
};

/** Those that are another secret on another way: of a second provider, and of signing in by an issuer. */
const fieldsOfGoogle: typeof fieldsOf = {
  client_secret: 'Google client secret',
  refresh_token: 'Google refresh token',
  access_token: 'Google access token',
  assertion: 'assertion',
};
const fieldsOfSignIn: typeof fieldsOf = {
  client_secret: 'issuer’s client secret',
  code: 'issuer’s code',
  state: 'issuer’s state',
};

function fieldsIn({ url, body, answer }: Exchange): typeof fieldsOf {
  const isSignIn = [url, body, answer.headers.location ?? ''].some((text) =>
    decodeURIComponent(text).includes('/api/auth/callback/'),
  );
  if (isSignIn) return { ...fieldsOf, ...fieldsOfSignIn };
  return /\/(accounts\.google|oauth2\.googleapis)\.com\//.test(url) ? { ...fieldsOf, ...fieldsOfGoogle } : fieldsOf;
}

const named = (fields: Iterable<[string, unknown]>, kinds: typeof fieldsOf): SecretValue[] =>
  [...fields].flatMap(([name, value]) => {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    return kind && typeof value === 'string' && value !== '' ? [{ kind, value }] : [];
  });

/** The real values that product and providers exchanged, as the sandbox heard and said them. */
export function exchangedSecrets(exchanges: readonly Exchange[]): SecretValue[] {
  return exchanges.flatMap((exchange) => {
    const { url, body, answer } = exchange;
    const kinds = fieldsIn(exchange);
    const { location = '' } = answer.headers;
    const addresses = [url, location].filter((text) => URL.canParse(text)).map((text) => new URL(text).searchParams);
    const asked = isTokenRequest(body) ? new URLSearchParams(body) : [];
    const told = isTokenRequest(body) ? Object.entries(JSON.parse(answer.body || '{}') as object) : [];
    return [...[...addresses, asked, told].flatMap((fields) => named(fields, kinds)), ...basicIn(exchange)];
  });
}

/** What HTTP Basic makes of a client's secret, and what is encoded in it (RFC 6749 §2.3.1). */
function basicIn({ headers }: Exchange): SecretValue[] {
  const shown = /^Basic (\S+)$/.exec(headers.authorization ?? '')?.[1];
  if (!shown) return [];
  const [, secret = ''] = Buffer.from(shown, 'base64').toString().split(':');
  return [shown, secret].map((value) => ({ kind: 'client secret by Basic', value }));
}

const cookies: Record<string, SecretKind> = {
  '__Host-mailgrant.session': 'session cookie',
  '__Host-mailgrant.consent': 'consent cookie',
  '__Host-mailgrant.device': 'device cookie',
};

/** The real values that the product gave the browser to keep. */
export function cookieSecrets(heard: readonly Heard[]): SecretValue[] {
  const given = heard.flatMap(({ answerHeaders }) => answerHeaders.map((text) => text.split(';')[0] ?? ''));
  return given.flatMap((pair) => {
    const [name = '', value = ''] = pair.split('=');
    const kind = Object.hasOwn(cookies, name) ? cookies[name] : undefined;
    return kind && value ? [{ kind, value }] : [];
  });
}

/** Each value once, under a name of its own. */
export function namedSecrets(values: readonly SecretValue[]): Record<string, string | Buffer> {
  const byName = new Map<string, string | Buffer>();
  const known = new Set<string>();
  for (const { kind, value } of values) {
    const text = value.toString('latin1' as BufferEncoding & number);
    if (known.has(text)) continue;
    known.add(text);
    byName.set(`${kind} ${known.size}`, value);
  }
  return Object.fromEntries(byName);
}

export const kindOf = (name: string) => name.replace(/ \d+$/, '') as SecretKind;
