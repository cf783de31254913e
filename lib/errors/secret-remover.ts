const redacted = '[redacted]';

/** A whole secret, or this much of a longer one: an echo may be cut off, or broken over lines. */
const tellingLength = 16;

/** What is shorter is no secret a server issues, and cutting it out would spoil ordinary words. */
const shortestSecret = 8;

/**
 * Makes a function that cuts these secrets out of a text, however a server spells what it was sent: as it is, URL- or
 * form-encoded, escaped as in JSON or HTML, in hex, and in base64 or base64url, alone or inside something longer (HTTP
 * Basic, XOAUTH2). Secrets are taken to be visible ASCII, as RFC 6749 appendix A has them.
 */
export function secretRemover(secrets: readonly string[]): (text: string) => string {
  const pieces = new Map<number, Set<string>>();
  for (const spelling of secrets.filter((secret) => secret.length >= shortestSecret).flatMap(spellings)) {
    const text = unfold(spelling).map((unit) => unit.char);
    const size = Math.min(text.length, tellingLength);
    const known = pieces.get(size) ?? new Set();
    for (let at = 0; at + size <= text.length; at += 1) known.add(text.slice(at, at + size).join(''));
    pieces.set(size, known);
  }
  return (text) => (pieces.size === 0 ? text : cutOut(text, pieces));
}

/** Percent-encoding, escapes and base64's alphabets need no spelling of their own: `unfold` makes them one. */
function spellings(secret: string): string[] {
  const hex = Buffer.from(secret).toString('hex');
  const base64 = [0, 1, 2].map((before) => base64Core(secret, before));
  return [secret, secret.replaceAll('%', '%25'), hex, hex.toUpperCase(), ...base64];
}

/** The base64 digits that depend on the secret alone, when `before` bytes (modulo 3) stand in front of it. */
function base64Core(secret: string, before: number): string {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
  return bytes.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
}

type Unit = { char: string; start: number; end: number };

/** One character, as URLs, JSON and HTML write it too. A backslash alone is JSON's before a character that stands for itself. */
const spelt =
  /%(?<url>[0-9a-f]{2})|\\u00(?<json>[0-9a-f]{2})|&#x0*(?<html>[0-9a-f]{2});|&#0*(?<decimal>\d{2,3});|\\(?<self>[^\w\s])|\S/gi;

/** The characters that matter, each with its place: encoding undone, white space gone, one base64 alphabet. */
function unfold(text: string): Unit[] {
  return [...text.matchAll(spelt)].flatMap(({ 0: whole, index, groups = {} }) => {
    const { url, json, html, decimal, self } = groups;
    const hex = url ?? json ?? html;
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
    const char = self ?? (code ? String.fromCharCode(code) : whole);
    if (/\s/.test(char)) return [];
    const folded = char === '-' ? '+' : char === '_' ? '/' : char;
    return [{ char: folded, start: index, end: index + whole.length }];
  });
}

function cutOut(text: string, pieces: ReadonlyMap<number, ReadonlySet<string>>): string {
  const units = unfold(text);
  const plain = units.map((unit) => unit.char).join('');
  let kept = '';
  let keptTo = 0;
  let cutTo = -1;
  for (const [at, unit] of units.entries()) {
    const length = longestAt(plain, at, pieces);
    const end = length === 0 ? -1 : (units[at + length - 1]?.end ?? -1);
    if (end <= cutTo) continue;
    if (unit.start >= cutTo) kept += text.slice(keptTo, unit.start) + redacted;
    cutTo = end;
    keptTo = end;
  }
  return kept + text.slice(keptTo);
}

function longestAt(plain: string, at: number, pieces: ReadonlyMap<number, ReadonlySet<string>>): number {
  let longest = 0;
  for (const [size, known] of pieces) if (size > longest && known.has(plain.slice(at, at + size))) longest = size;
  return longest;
}
