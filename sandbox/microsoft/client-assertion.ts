import { createPublicKey } from 'node:crypto';
import { compactVerify, decodeJwt, decodeProtectedHeader, type JWTPayload, type ProtectedHeaderParameters } from 'jose';
import { assertionRefusals } from './assertion-refusals.ts';
import type { ClientCertificate } from './certificates.ts';
import type { Registration } from './registrations.ts';
import { AadstsError, refusals } from './replies.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** As PS256 with `x5t#S256`, which Microsoft's page asks for, and as RS256 with `x5t`, which older samples show. */
const algorithms = ['PS256', 'RS256'];
/** Entra forgives clocks that are off by this much. */
const toleranceS = 300;

/**
 * Proves by a signed assertion that the caller is the application (RFC 7523 §3, providers.md §2.5). `audiences` are the
 * addresses it may be made for; throws AadstsError for everything else.
 */
export async function checkAssertion(
  registration: Registration,
  assertion: { type: string; jwt: string },
  audiences: string[],
): Promise<void> {
  if (!assertion.type) throw new AadstsError(refusals.parameterMissing('client_assertion_type'));
  if (assertion.type !== assertionType) throw new AadstsError(refusals.parameterInvalid('client_assertion_type'));
  const { header, claims } = readJwt(assertion.jwt);
  if (!algorithms.includes(String(header.alg))) throw new AadstsError(assertionRefusals.algorithm(String(header.alg)));
  const certificate = requireCertificate(registration, header);
  const key = { thumbprint: certificate.thumbprint, found: certificate, clientId: registration.clientId };
  if (Date.parse(certificate.endsAt) <= Date.now()) throw new AadstsError(assertionRefusals.keyExpired(key));
  await compactVerify(assertion.jwt, createPublicKey(certificate.publicKey), { algorithms }).catch(() => {
    throw new AadstsError(assertionRefusals.signatureWrong(key));
  });
  checkClaims(registration, claims, audiences);
}

function readJwt(jwt: string): { header: ProtectedHeaderParameters; claims: JWTPayload } {
  try {
    return { header: decodeProtectedHeader(jwt), claims: decodeJwt(jwt) };
  } catch {
    throw new AadstsError(assertionRefusals.malformed());
  }
}

const hexOf = (base64url: string): string => Buffer.from(base64url, 'base64url').toString('hex').toUpperCase();

function requireCertificate(registration: Registration, header: ProtectedHeaderParameters): ClientCertificate {
  const { clientId, certificates } = registration;
  const x5tS256 = header['x5t#S256'];
  const { x5t } = header;
  const found = certificates.find((one) => (typeof x5tS256 === 'string' ? one.x5tS256 === x5tS256 : one.x5t === x5t));
  if (found) return found;
  const shown = [x5tS256, x5t].find((one) => typeof one === 'string');
  throw new AadstsError(
    assertionRefusals.keyNotFound({ clientId, thumbprint: typeof shown === 'string' ? hexOf(shown) : undefined }),
  );
}

function checkClaims({ clientId }: Registration, claims: JWTPayload, audiences: string[]): void {
  const { nbf = 0, exp = 0, aud, iss, sub } = claims;
  const now = Date.now() / 1_000;
  if (nbf > now + toleranceS || exp < now - toleranceS) {
    throw new AadstsError(assertionRefusals.outsideItsTime(new Date(nbf * 1_000), new Date(exp * 1_000)));
  }
  const isMeantForUs = [aud].flat().some((one) => audiences.includes(String(one).replace(/\/$/, '').toLowerCase()));
  if (!isMeantForUs) throw new AadstsError(assertionRefusals.audienceWrong());
  if (iss !== clientId || sub !== clientId) throw new AadstsError(assertionRefusals.clientWrong());
}
