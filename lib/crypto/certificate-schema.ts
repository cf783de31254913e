import { z } from 'zod';

/** What a certificate says, and what was wrong with one, without any secret. Safe in the browser. */

const instant = z.iso.datetime();

export const certificateFactsSchema = z.object({
  /** All of it on one line, as `CN=mail.example.com, O=Contoso`. */
  subject: z.string(),
  /** The one name people know it by: its common name, or else the first host it is for. */
  subjectName: z.string(),
  issuer: z.string(),
  issuerName: z.string(),
  /** Hexadecimal, as `openssl x509 -serial` prints it. */
  serialNumber: z.string(),
  notBefore: instant,
  notAfter: instant,
  /** SHA-1 of the certificate, in capitals without colons: how authorization servers list what was uploaded to them. */
  thumbprint: z.string(),
  thumbprintSha256: z.string(),
  /** Of its public key: `rsa`, `ec`, `ed25519` and so on. */
  algorithm: z.string(),
  bits: z.number().nullable(),
  /** Hosts and addresses it is for. */
  alternativeNames: z.array(z.string()),
  isCa: z.boolean(),
  isSelfSigned: z.boolean(),
});
export type CertificateFacts = z.infer<typeof certificateFactsSchema>;

/** What is wrong with a PEM text, by name; `lib/strings/certificate-words.ts` has a sentence for each. */
export const certificateProblemCodes = [
  'empty',
  'not_pem',
  'der',
  'pfx',
  'not_certificates_alone',
  'holds_private_key',
  'certificate_request',
  'certificate_unreadable',
  'too_many',
  'duplicate',
  'expired',
  'not_yet_valid',
  'key_missing',
  'key_encrypted',
  'key_unreadable',
  'keys_several',
  'key_too_small',
  'key_kind',
  'certificate_missing',
  'not_a_pair',
] as const;
export type CertificateProblem = {
  code: (typeof certificateProblemCodes)[number];
  /** What its sentence names: whose certificate, since or until when, how many. Never a secret. */
  params: Record<string, string | number>;
};
