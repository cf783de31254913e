import type { KeyFileRule } from './types.ts';

/** What a key file says of itself, without its key. */
export type KeyFile = {
  /** Who it lets in: the first of what it fills. */
  owner: string;
  /** What it fills, by field. */
  fills: Record<string, string>;
  /** Whose it is; empty where it does not say. */
  project: string;
};

export type KeyFileReading = { file: KeyFile; problem: null } | { file: null; problem: string };

/** Where a signer looks for the key, too. */
const keyMember = 'private_key';

/** PKCS #8 or PKCS #1, not encrypted (RFC 7468 §10): whether it opens is known when it first signs. */
const privateKey = /^\s*-----BEGIN (RSA )?PRIVATE KEY-----\s[A-Za-z0-9+/=\s]+-----END (RSA )?PRIVATE KEY-----\s*$/;

/**
 * Reads a key file by its provider's rule: what it fills, or, as a sentence, why it is not the one wanted. The sentence
 * quotes nothing of the text but names of members: any of it may be a secret.
 */
export function readKeyFile(rule: KeyFileRule, text: string): KeyFileReading {
  const content = asObject(text);
  if (content === 'broken') return refused('This JSON is not whole: use the file as it was downloaded.');
  if (content === null) return refused(rule.problem);
  if (content[rule.kind.member] !== rule.kind.value) return refused(otherKind(rule, content) ?? rule.problem);
  const wanted = [...rule.requires, ...rule.fills.map(({ member }) => member), keyMember];
  const missing = wanted.find((member) => textIn(content, member) === '');
  if (missing) return refused(`This file lacks “${missing}”: use it as it was downloaded.`);
  if (!privateKey.test(textIn(content, keyMember))) {
    return refused(`“${keyMember}” in this file is no private key in PEM form: use the file as it was downloaded.`);
  }
  const fills = Object.fromEntries(rule.fills.map(({ field, member }) => [field, textIn(content, member)]));
  const [owner = ''] = Object.values(fills);
  return { file: { owner, fills, project: textIn(content, rule.projectMember) }, problem: null };
}

const refused = (problem: string): KeyFileReading => ({ file: null, problem });

/** The members of the object it is; null where it is none, `broken` where it only begins like one. */
function asObject(text: string): Record<string, unknown> | 'broken' | null {
  // Editors on Windows put a byte order mark in front.
  const json = text.replace(/^\uFEFF/, '').trim();
  if (!json.startsWith('{')) return null;
  try {
    // Without a prototype, so that it has no members but its own.
    return Object.assign(Object.create(null), JSON.parse(json));
  } catch {
    return 'broken';
  }
}

function textIn(content: Record<string, unknown>, member: string): string {
  const value = content[member];
  return typeof value === 'string' ? value.trim() : '';
}

function otherKind({ others }: KeyFileRule, content: Record<string, unknown>): string | undefined {
  return others.find(({ member, value }) => member in content && (value === undefined || content[member] === value))
    ?.problem;
}
