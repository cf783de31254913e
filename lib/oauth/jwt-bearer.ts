import { createPrivateKey, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import * as oauth from 'oauth4webapi';
import type { Secret } from '#lib/crypto/secret.ts';
import { clientMetadata, requestOptions, serverMetadata } from './authorization-server.ts';
import { processApplicationToken } from './client-credentials.ts';
import { ownRefusal } from './refusals.ts';
import { readWhole } from './token-request.ts';
import type { AuthorizationServer, Fetch, TokenAnswer } from './types.ts';

type JwtBearerInput = {
  server: AuthorizationServer;
  clientId: string;
  /** The application's private key: PEM, or the JSON key file that holds one. */
  key: Secret;
  /** The mailbox the application acts for. */
  subject: string;
  scopes: string[];
  fetch: Fetch;
};

const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** Good for one request; servers allow an hour at most, and a clock may be off. */
const assertionLifeS = 300;

/** The assertion itself says who asks (RFC 7521 §4.1): no client authenticates beside it. */
const byAssertion: oauth.ClientAuth = () => undefined;

/**
 * Gets an access token by an assertion signed with the application's own key (RFC 7523 §2.1). There is no refresh
 * token: the next one is asked for the same way. Throws OAuthRefusal, also for a key nobody can read, or OAuthNoAnswer.
 */
export async function requestByJwtBearer(input: JwtBearerInput): Promise<TokenAnswer> {
  const { server, clientId, key, scopes, fetch } = input;
  const assertion = await signedAssertion(input);
  const request = () =>
    oauth.genericTokenEndpointRequest(
      serverMetadata(server),
      clientMetadata(clientId),
      byAssertion,
      grantType,
      { assertion },
      requestOptions(server.tokenEndpoint, fetch),
    );
  return processApplicationToken(await readWhole(request, [assertion, key.reveal()]), scopes);
}

async function signedAssertion({ server, clientId, key: file, subject, scopes }: JwtBearerInput): Promise<string> {
  const { key, keyId } = readKey(file);
  const issuedAt = Math.floor(Date.now() / 1000);
  return new SignJWT({ scope: scopes.join(' ') })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', ...(keyId ? { kid: keyId } : {}) })
    .setIssuer(clientId)
    .setSubject(subject)
    .setAudience(server.tokenEndpoint)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + assertionLifeS)
    .sign(key);
}

/** Never quotes what it could not read: it is meant to be a secret. */
function readKey(secret: Secret): { key: KeyObject; keyId: string | null } {
  const text = secret.reveal().trim();
  const file = text.startsWith('{') ? keyFile(text) : null;
  try {
    const key = createPrivateKey(file ? file.privateKey : text);
    // RFC 7518 §3.3: shorter ones are not signed with.
    const isLongEnough = (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
    if (key.asymmetricKeyType === 'rsa' && isLongEnough) return { key, keyId: file?.keyId ?? null };
  } catch {
    // Said below, as for a key of another kind.
  }
  throw ownRefusal(
    'key_unreadable',
    'The stored key is no RSA private key of 2048 bits or more, in PEM form or in a JSON key file.',
  );
}

function keyFile(text: string): { privateKey: string; keyId: string | null } {
  try {
    const { private_key: privateKey, private_key_id: keyId } = JSON.parse(text) as Record<string, unknown>;
    return { privateKey: String(privateKey), keyId: typeof keyId === 'string' ? keyId : null };
  } catch {
    return { privateKey: '', keyId: null };
  }
}
