import { type KeyObject, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { openCertificateFile, type Secret, sha256 } from '#lib/crypto/index.ts';
import { ownRefusal } from './refusals.ts';

/** Good for one request; Microsoft's page on certificate credentials advises 5 to 10 minutes. */
const assertionLifeS = 300;

type AssertionInput = {
  clientId: string;
  /** PEM: the private key, and its certificate where the server knows the key by that. */
  key: Secret;
  keyTypes: readonly ('rsa' | 'ec')[];
  /** The endpoint it is shown to. */
  audience: string;
};

/**
 * Makes a client assertion (RFC 7523 §2.2, OpenID Connect Core §9): PS256 by an RSA key, ES256 by one on P-256, and
 * `x5t#S256` where the file holds a certificate, by which Entra finds the key. Throws OAuthRefusal for a key that
 * nobody can sign with; never quotes it.
 */
export async function clientAssertion({ clientId, key: file, keyTypes, audience }: AssertionInput): Promise<string> {
  const opened = openCertificateFile(file.reveal());
  const type = opened && keyTypeOf(opened.key);
  if (!opened || !type || !keyTypes.includes(type)) throw ownRefusal('key_unreadable', unreadable(keyTypes));
  const { key, certificate } = opened;
  const issuedAt = Math.floor(Date.now() / 1000);
  return new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({
      alg: type === 'rsa' ? 'PS256' : 'ES256',
      typ: 'JWT',
      ...(certificate ? { 'x5t#S256': sha256(certificate.raw).toString('base64url') } : {}),
    })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(audience)
    .setIssuedAt(issuedAt)
    .setNotBefore(issuedAt)
    .setExpirationTime(issuedAt + assertionLifeS)
    .sign(key);
}

/** RFC 7518 §3.4 and §3.5: ES256 is P-256 alone, and PS256 wants 2048 bits at least. */
function keyTypeOf({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): 'rsa' | 'ec' | null {
  if (type === 'rsa') return (details?.modulusLength ?? 0) >= 2048 ? 'rsa' : null;
  return type === 'ec' && details?.namedCurve === 'prime256v1' ? 'ec' : null;
}

function unreadable(keyTypes: readonly string[]): string {
  const kind = keyTypes.includes('ec')
    ? 'an RSA private key of 2048 bits or more, or one on the curve P-256,'
    : 'an RSA private key of 2048 bits or more';
  return `The stored file does not hold ${kind} in PEM form, without a password, alone or with its own certificate.`;
}
