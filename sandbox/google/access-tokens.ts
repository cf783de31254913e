import { createCipheriv, createDecipheriv, createHash, type KeyObject, randomBytes } from 'node:crypto';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { findClient } from './clients.ts';
import { findGrant, type Grant } from './grants.ts';
import { findServiceAccount } from './service-accounts.ts';

/** What an access token stands for. Whoever holds it sees only letters. */
export type AccessToken = {
  /** The grant of a person, or the e-mail of a service account. */
  grantId?: string;
  robot?: string;
  clientId: string;
  projectId: string;
  /** Absent where a service account acts for itself: nobody's mailbox. */
  userId?: string;
  scopes: string[];
  /** Seconds since 1970. */
  endsAt: number;
};

/** Google's access tokens live 3,599 seconds as answers tell it. */
export const accessTokenSeconds = (sandbox: Sandbox): number => sandbox.settings.googleAccessTokenSeconds;

const keyOf = (privateKey: KeyObject): Buffer =>
  createHash('sha256')
    .update(privateKey.export({ type: 'pkcs8', format: 'der' }))
    .digest();

/** Seals a token: nothing need be stored, and after a restart of the sandbox it is still good. */
export function sealAccessToken(sandbox: Sandbox, token: AccessToken): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(sandbox.signingKey.privateKey), iv);
  const text = Buffer.concat([cipher.update(JSON.stringify(token)), cipher.final()]);
  return `ya29.a0${Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url')}`;
}

function open(sandbox: Sandbox, text: string): AccessToken | undefined {
  const sealed = Buffer.from(text.replace(/^ya29\.a0/, ''), 'base64url');
  if (!text.startsWith('ya29.a0') || sealed.length < 29) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyOf(sandbox.signingKey.privateKey), sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(12, 28));
    const json = Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8');
    return JSON.parse(json) as AccessToken;
  } catch {
    return undefined;
  }
}

/** The token if it is ours, in time, and its grant, client or service account still stands. */
export function readAccessToken(sandbox: Sandbox, text: string): AccessToken | undefined {
  const token = open(sandbox, text);
  if (!token || token.endsAt <= Date.now() / 1_000) return undefined;
  const { store } = sandbox;
  if (token.robot) {
    const robot = findServiceAccount(store, token.robot);
    return robot && !robot.account.isDisabled ? token : undefined;
  }
  const grant = findGrant(store, token.grantId ?? '');
  if (!grant || hasTokensEnded(grant)) return undefined;
  return findClient(store, token.clientId)?.client.deletedAt ? undefined : token;
}

/** Beyond the hundredth refresh token only that dies; revoking and a new password end access at once. */
const hasTokensEnded = ({ ending }: Grant): boolean => ending !== undefined && ending !== 'limit';

/** `Authorization: Bearer …`, or undefined. */
export const bearerOf = (authorization: string | undefined): string | undefined =>
  /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
