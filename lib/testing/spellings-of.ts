/** How a secret may stand in a text that nobody thought of: as it is, encoded, or in the midst of something encoded. */
export function spellingsOf(secret: string | Uint8Array): string[] {
  const bytes = Buffer.from(secret as string);
  // One character for each byte, also of a key that is no text.
  const text = bytes.toString('latin1');
  // In base64 what stands before decides how a text looks: three ways, less the digits that depend on neighbours.
  const inBase64 = [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replaceAll('=', '')
      .slice(Math.ceil((before * 8) / 6), -2),
  );
  const inUrl = inBase64.map((digits) => digits.replaceAll('+', '-').replaceAll('/', '_'));
  const hex = bytes.toString('hex');
  return [...new Set([text, text.toLowerCase(), hex, hex.toUpperCase(), ...inBase64, ...inUrl])];
}

/** The ways to write a secret that the sweep must see through, by name; `lines` breaks it as mail and logs do. */
export const encodings = {
  raw: (secret: string) => secret,
  base64: (secret: string) => Buffer.from(`:${secret}`).toString('base64'),
  base64url: (secret: string) => Buffer.from(`{"t":"${secret}"}`).toString('base64url'),
  hex: (secret: string) => Buffer.from(secret).toString('hex'),
  url: (secret: string) => secret.replaceAll(/./g, (char) => `%${char.charCodeAt(0).toString(16)}`),
  json: (secret: string) => secret.replaceAll(/./g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`),
  lines: (secret: string) => secret.replaceAll(/.{9}/g, '$&\n'),
} as const satisfies Record<string, (secret: string) => string>;
