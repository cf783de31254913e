import { z } from 'zod';

/** A host as everything here compares, stores, resolves, dials and checks a certificate by. Safe in the browser. */
export type Host = {
  /** Lower case, ASCII, no brackets, no trailing dot; an address in its one canonical spelling. */
  name: string;
  isAddress: boolean;
};

/** RFC 1035 §2.3.4 and RFC 1123 §2.1; underscores occur inside companies. */
const label = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;

/**
 * The one reading of a host's spelling, by the URL standard's host parser: `0x7f.1`, `2130706433`, `①②⑦.0.0.1` and
 * `%31%32%37.0.0.1` are all 127.0.0.1 here, before anyone compares or connects. Null where it is no host.
 */
export function hostOf(spelling: string): Host | null {
  const bare = /^\[.*\]$/s.test(spelling) ? spelling.slice(1, -1) : spelling;
  const text = bare.includes(':') ? `[${bare}]` : bare;
  // The parser would cut these off as port, user, path or query, or drop them, instead of refusing.
  const isForeign = /[\s/\\?#@\p{Cc}]/u.test(bare) || (bare !== spelling && !bare.includes(':'));
  const url = isForeign ? null : URL.parse(`http://${text}/`);
  const name = url?.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (!name || name.length > 253) return null;
  // What ends in a number is an IPv4 address to the parser, or no host.
  if (name.includes(':') || /^[\d.]+$/.test(name)) return { name, isAddress: true };
  return name.split('.').every((part) => label.test(part)) ? { name, isAddress: false } : null;
}

/** What people are told whose text is no host. */
export const hostProblem = (example: string) =>
  `Enter the name of a host alone, such as ${example}. The port has its own field.`;

/** A host as it is typed, kept in its canonical spelling. `what` is what is missing where nothing is typed. */
export const hostSchema = (what: string, example: string) =>
  z
    .string()
    .trim()
    .min(1, { error: `Enter ${what}.`, abort: true })
    .max(253, { error: 'Use at most 253 characters.', abort: true })
    .refine((text) => hostOf(text) !== null, hostProblem(example))
    .overwrite((text) => hostOf(text)?.name ?? text);

const range = 'Ports go from 1 to 65535.';

/** A TCP port. `missing` is said where none is given; without it that is a missing field, as any other. */
export const portSchema = (missing?: string) =>
  z
    .number({ error: ({ input }) => (input === undefined ? missing : range) })
    .int(range)
    .min(1, range)
    .max(65_535, range);
