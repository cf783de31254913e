const [percent, backslash, ampersand] = ['%', '\\', '&'].map((char) => char.charCodeAt(0));

/** White space, and the zeros between the letters of UTF-16. */
const isBlank = (byte: number) => byte === 0 || (byte >= 9 && byte <= 13) || byte === 32;

/**
 * The text without what only transport adds: percent-encoding, the escapes of JSON and HTML, white space, and the soft
 * line breaks of mail. Nothing that stands plainly in the text is lost by it but the blanks.
 */
export function unfold(text: Buffer): Buffer {
  const kept = Buffer.allocUnsafe(text.length);
  let length = 0;
  for (let at = 0; at < text.length; ) {
    const byte = text[at] ?? 0;
    const spelt = byte === percent || byte === backslash || byte === ampersand ? escapeAt(text, at) : undefined;
    const plain = spelt?.byte ?? byte;
    if (!isBlank(plain) && !isSoftBreak(text, at)) {
      kept[length] = plain;
      length += 1;
    }
    at += spelt?.length ?? 1;
  }
  return kept.subarray(0, length);
}

type Escape = { byte: number; length: number };

const named: Record<string, string> = { amp: '&', quot: '"', apos: "'", lt: '<', gt: '>', n: '\n', r: '\r', t: '\t' };

const escapes =
  /^(?:%(?<hex>[0-9a-f]{2})|\\u00(?<unicode>[0-9a-f]{2})|\\(?<control>[nrt])|\\(?<quoted>["\\/])|&(?<entity>amp|quot|apos|lt|gt);|&#x0*(?<code>[0-9a-f]{2});|&#0*(?<decimal>\d{2,3});)/i;

function escapeAt(text: Buffer, at: number): Escape | undefined {
  const found = escapes.exec(text.toString('latin1', at, at + 10));
  if (!found) return undefined;
  const { hex, unicode, code, decimal, control, entity, quoted } = found.groups ?? {};
  const digits = hex ?? unicode ?? code;
  const char = quoted ?? named[(entity ?? control ?? '').toLowerCase()] ?? '';
  const byte = digits ? Number.parseInt(digits, 16) : decimal ? Number(decimal) & 0xff : char.charCodeAt(0);
  return { byte, length: found[0].length };
}

/** RFC 2045 §6.7: an equals sign at the end of a line is the line's length, not the text's. */
function isSoftBreak(text: Buffer, at: number): boolean {
  if (text[at] !== 0x3d) return false;
  return text[at + 1] === 0x0a || (text[at + 1] === 0x0d && text[at + 2] === 0x0a);
}
