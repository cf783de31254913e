import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SecretEnd } from './types.ts';

/** Instants have up to seven decimals there. */
const endDateTime = z.iso.datetime({ offset: true }).nullish();

const passwords = z.object({
  passwordCredentials: z.array(z.object({ hint: z.string().nullish(), endDateTime })),
});

const keys = z.object({
  keyCredentials: z.array(
    z.object({ customKeyIdentifier: z.string().nullish(), key: z.string().nullish(), endDateTime }),
  ),
});

/** One of those listed: whether it is the one shown, null where that cannot be told, and when it ends. */
type Listed = { isShown: boolean | null; endsAt: Date | null };

/**
 * An application object of Microsoft Graph lists its secrets by their first three characters (`hint`, passwordCredential)
 * and its certificates by their SHA-1 (keyCredential). It lives in the directory where the application was registered;
 * reading it takes a permission that sending does without.
 */
export const microsoftSecretEnd: SecretEnd = {
  resource: 'graph',
  // Selecting keyCredentials is capped at 150 requests a minute and directory.
  path: (clientId, kind) =>
    `/v1.0/applications(appId='${encodeURIComponent(clientId)}')?$select=id,appId,${kind === 'secret' ? 'passwordCredentials' : 'keyCredentials'}`,
  delegatedScopes: ['Application.Read.All', 'Application.ReadWrite.All', 'Directory.Read.All'],
  hintLength: 3,
  read: (answer, shown, now) => {
    const listed = shown.kind === 'secret' ? secretsIn(answer, shown.hint) : certificatesIn(answer, shown.thumbprint);
    if (!listed) return null;
    const ends = listed.filter(({ isShown }) => isShown).map(({ endsAt }) => endsAt);
    if (ends.length === 0) return listed.every(({ isShown }) => isShown === false) ? { kind: 'unlisted' } : null;
    const known = ends.filter((at) => at !== null);
    return known.length === ends.length ? { kind: 'ends', at: soonest(known, now) } : null;
  },
};

/** Where several may be meant: the soonest to come, so that nobody is told too late; of those that are over, the last. */
function soonest(ends: Date[], now: Date): Date {
  const times = ends.map((at) => at.getTime());
  const ahead = times.filter((at) => at > now.getTime());
  return new Date(ahead.length > 0 ? Math.min(...ahead) : Math.max(...times));
}

function secretsIn(answer: unknown, shown: string): Listed[] | null {
  return (
    passwords.safeParse(answer).data?.passwordCredentials.map(({ hint, endDateTime: end }) => ({
      isShown: hint ? hint === shown : null,
      endsAt: dateOf(end),
    })) ?? null
  );
}

function certificatesIn(answer: unknown, thumbprint: string): Listed[] | null {
  return (
    keys.safeParse(answer).data?.keyCredentials.map(({ customKeyIdentifier, key, endDateTime: end }) => {
      // Whoever adds a certificate may give it any identifier: the certificate itself knows better, where it is told.
      const its = key ? sha1Of(key) : thumbprintIn(customKeyIdentifier ?? '');
      return { isShown: its === null ? null : its === thumbprint, endsAt: dateOf(end) };
    }) ?? null
  );
}

/** A SHA-1, as the portal writes it or as binary values are written in JSON; null where it is something else. */
function thumbprintIn(identifier: string): string | null {
  if (/^[0-9a-f]{40}$/i.test(identifier)) return identifier.toUpperCase();
  const bytes = Buffer.from(identifier, 'base64');
  return bytes.length === 20 ? hex(bytes) : null;
}

const sha1Of = (der: string): string => hex(createHash('sha1').update(Buffer.from(der, 'base64')).digest());

const hex = (bytes: Buffer): string => bytes.toString('hex').toUpperCase();

const dateOf = (text: string | null | undefined): Date | null => (text ? new Date(text) : null);
