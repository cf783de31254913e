import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose';
import { readWhole, writeWhole } from '#sandbox/state.ts';

export type SigningKey = { privateKey: KeyObject; publicKey: KeyObject; kid: string; jwk: JWK };

/** The RSA key that signs ID and access tokens, made once and kept in `dir`. */
export async function openSigningKey(dir: string): Promise<SigningKey> {
  const path = join(dir, 'signing-key.pem');
  const kept = readWhole(path);
  const privateKey = kept ? createPrivateKey(kept) : generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  if (!kept) writeWhole(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  const publicKey = createPublicKey(privateKey);
  const bare = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(bare);
  return { privateKey, publicKey, kid, jwk: { ...bare, kid, use: 'sig', alg: 'RS256', x5t: kid } };
}
