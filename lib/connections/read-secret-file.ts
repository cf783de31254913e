import { openCertificateFile, readCertificateFile } from '#lib/crypto/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { provider } from '#lib/providers/index.ts';
import { type SecretHolder, secretRule } from '#lib/providers/schema.ts';
import { certificateProblemWords } from '#lib/strings/certificate-words.ts';

type Given = { clientSecret?: string | undefined; clientSecretExpiresAt?: string | null | undefined };

/**
 * What was given, its end as the certificate in it says, whatever day was typed; as it was given where the secret is
 * none, or has none. A certificate that nobody could sign in with is refused.
 *
 * @throws AppError `invalid_input` naming `clientSecret`
 */
export function withItsEnd<T extends Given>(kind: SecretHolder, given: T): T {
  const { keyPem } = secretRule(kind);
  const { clientSecret } = given;
  if (!keyPem || clientSecret === undefined) return given;
  const { keyTypes } = provider(kind.provider);
  const read = readCertificateFile(clientSecret, { needsCertificate: keyPem.certificate === 'required', keyTypes });
  if ('problem' in read) {
    const message = certificateProblemWords(read.problem);
    throw new AppError('invalid_input', message, { fields: [{ path: 'clientSecret', message }] });
  }
  return read.facts ? { ...given, clientSecretExpiresAt: read.facts.notAfter.slice(0, 10) } : given;
}

/** The day (ISO date, UTC) on which the certificate in a stored secret ends; null where it is none, or has none. */
export function certificateEnd(kind: SecretHolder, clientSecret: string): string | null {
  if (!secretRule(kind).keyPem) return null;
  const certificate = openCertificateFile(clientSecret)?.certificate;
  return certificate ? certificate.validToDate.toISOString().slice(0, 10) : null;
}
