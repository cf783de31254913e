import { withoutControls } from './without-controls.ts';

const redacted = '[redacted]';

/** A whole secret, or this much of a longer one: an echo may be cut off, or broken over lines. */
const tellingLength = 16;

/** What is shorter is no secret a server issues, and cutting it out would spoil ordinary words. */
const shortestSecret = 8;

/**
 * Makes a function that cuts these secrets out of a text, however a server spells what it was sent: as it is, URL- or
 * form-encoded, escaped as in JSON or HTML, in hex, and in base64 or base64url, alone or inside something longer (HTTP
 * Basic, XOAUTH2); what is beyond ASCII in UTF-8 or ISO 8859-1, composed or not. They are compared byte by byte, in a
 * text that holds no control characters any more.
 */
export function secretRemover(secrets: readonly string[]): (text: string) => string {
  const pieces = new Map<number, Set<string>>();
  for (const spelling of secrets.filter((secret) => secret.length >= shortestSecret).flatMap(spellings)) {
    const text = unfold(withoutControls(spelling)).map((unit) => unit.char);
    const size = Math.min(text.length, tellingLength);
    const known = pieces.get(size) ?? new Set();
    for (let at = 0; at + size <= text.length; at += 1) known.add(text.slice(at, at + size).join(''));
    pieces.set(size, known);
  }
  return (text) => (pieces.size === 0 ? text : cutOut(text, pieces));
}

/** Percent-encoding, escapes and base64's alphabets need no spelling of their own: `unfold` makes them one. */
function spellings(secret: string): string[] {
  // A server may compose letters and their marks anew before it compares (RFC 8265 §4.2.2).
  const composed = [...new Set([secret, secret.normalize('NFC'), secret.normalize('NFD'), secret.normalize('NFKC')])];
  return composed.flatMap((text) => {
    const inUtf8 = Buffer.from(text);
    const hex = inUtf8.toString('hex');
    const plain = [text, text.replaceAll('%', '%25'), text.replaceAll(' ', '+'), hex, hex.toUpperCase()];
    return [...new Set([...plain, ...base64Cores(inUtf8), ...(inUtf8.length > text.length ? beyondAscii(text) : [])])];
  });
}

/** In UTF-8 byte by byte; as a server writes it that takes UTF-8 for ISO 8859-1; and in ISO 8859-1, where that has it. */
function beyondAscii(text: string): string[] {
  const inUtf8 = Buffer.from(text);
  const inLatin1 = Buffer.from(text, 'latin1');
  const isLatin1 = inLatin1.toString('latin1') === text;
  const latin = isLatin1 ? [inPercent(inLatin1), inLatin1.toString('hex'), ...base64Cores(inLatin1)] : [];
  return [inPercent(inUtf8), inUtf8.toString('latin1'), ...latin];
}

const inPercent = (bytes: Buffer) => bytes.toString('hex').replace(/../g, '%$&');

const base64Cores = (secret: Buffer) => [0, 1, 2].map((before) => base64Core(secret, before));

/** The base64 digits that depend on the secret alone, when `before` bytes (modulo 3) stand in front of it. */
function base64Core(secret: Buffer, before: number): string {
  const bytes = Buffer.concat([Buffer.alloc(before), secret]);
  return bytes.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
}

/** A byte, as the character of its number, and where in the text it stands. */
type Unit = { char: string; start: number; end: number };

/** One character, as URLs, JSON and HTML write it too. A backslash alone is JSON's before a character that stands for itself. */
const spelt =
  /(?<plain>[!-$'-[\]-~]+)|%(?<byte>[0-9a-f]{2})|\\u(?<high>d[89ab][0-9a-f]{2})\\u(?<low>d[c-f][0-9a-f]{2})|[\\%]u(?<unit>[0-9a-f]{4})|\\x(?<hex>[0-9a-f]{2})|&#x0*(?<html>[0-9a-f]{2,6});|&#0*(?<decimal>\d{2,7});|&(?<named>[a-z]{2,6});|\\(?<self>[^\w\s])|[^\t-\r ]/giu;

/** HTML's names of the characters that are escaped, and of the letters of ISO 8859-1 from À on. */
const special: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };
const letters =
  'Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'.split(
    ' ',
  );

/** The bytes that matter (UTF-8), each with its place: encoding undone, white space gone, one base64 alphabet. */
function unfold(text: string): Unit[] {
  const units: Unit[] = [];
  for (const { 0: whole, index, groups = {} } of text.matchAll(spelt)) {
    const bytes = groups.plain ?? bytesOf(whole, groups);
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes.charAt(at);
      if (/[\t-\r ]/.test(byte)) continue;
      const char = byte === '-' ? '+' : byte === '_' ? '/' : byte;
      // Of what is spelt in several characters, each byte is in all of them.
      const [start, length] = groups.plain ? [index + at, 1] : [index, whole.length];
      units.push({ char, start, end: start + length });
    }
  }
  return units;
}

function bytesOf(whole: string, groups: Record<string, string | undefined>): string {
  const { byte, self } = groups;
  // Percent-encoding is of bytes, whatever letters they are part of.
  if (byte) return String.fromCharCode(Number.parseInt(byte, 16));
  const text = self ?? unescaped(groups) ?? whole;
  return Buffer.from(text).toString('latin1');
}

function unescaped(groups: Record<string, string | undefined>): string | undefined {
  const { high, low, unit, hex, html, decimal, named } = groups;
  if (high && low) return String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16));
  if (named) {
    const at = letters.indexOf(named);
    return at < 0 ? special[named.toLowerCase()] : String.fromCharCode(0xc0 + at);
  }
  const inHex = unit ?? hex ?? html;
  const code = inHex ? Number.parseInt(inHex, 16) : Number(decimal);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
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
