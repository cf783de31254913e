import { createHash, randomUUID, X509Certificate } from 'node:crypto';
import type { Store } from '#sandbox/state.ts';
import type { Registration } from './registrations.ts';

/** A public certificate uploaded to an application; its private half never comes here. */
export type ClientCertificate = {
  id: string;
  description: string;
  /** SHA-1 of the DER in upper-case hex, as Entra shows it. */
  thumbprint: string;
  /** SHA-1 and SHA-256 of the DER in base64url: `x5t` and `x5t#S256` of a JWT. */
  x5t: string;
  x5tS256: string;
  startsAt: string;
  endsAt: string;
  publicKey: string;
};

/** Why a file is not taken, in the page's address and in words. */
export const certificateProblems = {
  'no-file': 'Choose a certificate file (.cer, .pem or .crt).',
  'private-key': 'This file holds a private key. Upload the certificate alone: the key stays where it signs.',
  'not-a-certificate': 'This is not a certificate. The file must be a .cer, .pem or .crt with one X.509 certificate.',
  'not-rsa': 'The certificate’s key must be RSA with at least 2048 bits.',
} as const;

export type CertificateProblem = keyof typeof certificateProblems;

type Read = { certificate: X509Certificate } | { problem: CertificateProblem };

/** Reads an uploaded file, PEM or DER. */
export function readCertificate(file: Buffer): Read {
  if (file.length === 0) return { problem: 'no-file' };
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(file.toString('latin1'))) return { problem: 'private-key' };
  try {
    const certificate = new X509Certificate(file);
    const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
    const isStrong = asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
    return isStrong ? { certificate } : { problem: 'not-rsa' };
  } catch {
    return { problem: 'not-a-certificate' };
  }
}

/** Registers a certificate, as “Upload certificate” does; one that is there already is not there twice. */
export function addCertificate(
  store: Store,
  registration: Registration,
  { certificate, description }: { certificate: X509Certificate; description: string },
): ClientCertificate {
  const digest = (algorithm: string) => createHash(algorithm).update(certificate.raw);
  const added: ClientCertificate = {
    id: randomUUID(),
    description: description || certificate.subject.replaceAll('\n', ', '),
    thumbprint: digest('sha1').digest('hex').toUpperCase(),
    x5t: digest('sha1').digest('base64url'),
    x5tS256: digest('sha256').digest('base64url'),
    startsAt: certificate.validFromDate.toISOString(),
    endsAt: certificate.validToDate.toISOString(),
    publicKey: certificate.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
  const others = registration.certificates.filter(({ thumbprint }) => thumbprint !== added.thumbprint);
  registration.certificates = [...others, added];
  store.save();
  return added;
}

export function removeCertificate(store: Store, registration: Registration, id: string): void {
  registration.certificates = registration.certificates.filter((one) => one.id !== id);
  store.save();
}

/** Ends certificates now: the one named, or all there are. The caller saves. */
export function endCertificates({ certificates }: Registration, id?: string): void {
  const past = new Date(Date.now() - 1_000).toISOString();
  for (const one of certificates) if (id === undefined || one.id === id) one.endsAt = past;
}
