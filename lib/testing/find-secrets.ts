import { spellingsOf } from './spellings-of.ts';
import { unfold } from './unfold.ts';

/** What a leak may be cut down to and is still seen: any stretch of twice this length holds a whole piece. */
const pieceLength = 16;

type Needle = { bytes: Buffer; name: string };

/**
 * Makes a function that tells which of these secrets stand in a text, whole or in part, in any spelling: plain,
 * percent-encoded, escaped as in JSON or HTML, broken over lines, and within all that in base64, base64url or hex. One
 * pass over the text finds all of them: it may be a database.
 */
export function secretFinder(
  secrets: Readonly<Record<string, string | Uint8Array>>,
): (text: string | Buffer) => string[] {
  const needles = Object.entries(secrets).flatMap(([name, secret]) =>
    piecesOf(secret)
      .flatMap(spellingsOf)
      .map((text) => ({ name, bytes: Buffer.from(text, 'latin1') })),
  );
  const index = new Map<number, Needle[]>();
  const heads = new Uint8Array(1 << 18);
  for (const needle of needles) {
    const head = headAt(needle.bytes, 0);
    heads[head] = 1;
    index.set(head, [...(index.get(head) ?? []), needle]);
  }
  const search = (text: Buffer, found: Set<string>) => {
    for (let at = 0; at + 2 < text.length; at += 1) {
      const head = headAt(text, at);
      if (heads[head] === 0) continue;
      for (const { bytes, name } of index.get(head) ?? []) if (standsAt(text, at, bytes)) found.add(name);
    }
  };
  return (text) => {
    const found = new Set<string>();
    // Twice: what is escaped may stand within what is escaped, as JSON in a URL does.
    let layer = typeof text === 'string' ? Buffer.from(text) : text;
    for (let depth = 0; depth < 3; depth += 1) {
      search(layer, found);
      const below = unfold(layer);
      if (below.length === layer.length) break;
      layer = below;
    }
    return [...found].sort();
  };
}

/** The names of the texts in which the secret stands in any spelling. */
export function sinksOf(secret: string, texts: Readonly<Record<string, string>>): string[] {
  const find = secretFinder({ secret });
  return Object.keys(texts).filter((name) => find(texts[name] ?? '').length > 0);
}

/**
 * A short secret is looked for whole. Of a signed token the header is no secret, and its claims, which are plain text
 * underneath, are told from other text by longer pieces; of a key in PEM the first third, its public half, is none.
 */
function piecesOf(secret: string | Uint8Array): (string | Uint8Array)[] {
  if (typeof secret !== 'string') return cut(secret);
  const [, claims, signature] = /^eyJ[\w-]+\.([\w-]+)\.([\w-]+)$/.exec(secret) ?? [];
  if (claims && signature) return [...cut(claims, 3 * pieceLength), ...cut(signature)];
  const [, key] = /^-----BEGIN [A-Z ]+-----([\w+/=\s]+)-----END/.exec(secret) ?? [];
  const text = key?.replaceAll(/\s/g, '');
  return cut(text ? text.slice(text.length / 3) : secret);
}

function cut<T extends string | Uint8Array>(whole: T, length = pieceLength): T[] {
  if (whole.length < 2 * length) return [whole];
  const starts = Array.from({ length: Math.floor(whole.length / length) }, (_, index) => index * length);
  return [...starts, whole.length - length].map((start) => whole.slice(start, start + length) as T);
}

function headAt(text: Buffer, at: number): number {
  return (((text[at] ?? 0) << 10) ^ ((text[at + 1] ?? 0) << 5) ^ (text[at + 2] ?? 0)) & 0x3ffff;
}

function standsAt(text: Buffer, at: number, needle: Buffer): boolean {
  for (let step = 0; step < needle.length; step += 1) if (text[at + step] !== needle[step]) return false;
  return true;
}
