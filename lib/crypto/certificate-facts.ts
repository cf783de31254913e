import type { KeyObject, X509Certificate } from 'node:crypto';
import type { CertificateFacts, CertificateProblem } from './certificate-schema.ts';

/** More than any host needs; what a hostile certificate lists has no end. */
const mostNames = 100;
const longDate = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** What a certificate says of itself, in texts that are safe to show. */
export function certificateFacts(certificate: X509Certificate): CertificateFacts {
  const alternativeNames = alternativeNamesOf(certificate.subjectAltName);
  const { publicKey } = certificate;
  return {
    subject: oneLine(certificate.subject),
    subjectName: nameIn(certificate.subject) ?? alternativeNames[0] ?? oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    issuerName: nameIn(certificate.issuer) ?? oneLine(certificate.issuer),
    serialNumber: certificate.serialNumber,
    notBefore: certificate.validFromDate.toISOString(),
    notAfter: certificate.validToDate.toISOString(),
    thumbprint: certificate.fingerprint.replaceAll(':', ''),
    thumbprintSha256: certificate.fingerprint256.replaceAll(':', ''),
    ...keyFacts(publicKey),
    alternativeNames,
    isCa: certificate.ca,
    isSelfSigned: certificate.checkIssued(certificate) && certificate.verify(publicKey),
  };
}

const curveBits: Record<string, number> = { prime256v1: 256, secp384r1: 384, secp521r1: 521, secp256k1: 256 };

export function keyFacts({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject) {
  const { modulusLength, namedCurve = '' } = asymmetricKeyDetails ?? {};
  return { algorithm: asymmetricKeyType ?? 'unknown', bits: modulusLength ?? curveBits[namedCurve] ?? null };
}

/** Why a certificate is of no use now, with the day and whose it is; null while it is. */
export function dateProblem(facts: CertificateFacts, now: Date): CertificateProblem | null {
  const day = (at: string) => longDate.format(new Date(at));
  const params = { name: facts.subjectName };
  if (new Date(facts.notAfter) <= now) return { code: 'expired', params: { ...params, day: day(facts.notAfter) } };
  if (new Date(facts.notBefore) <= now) return null;
  return { code: 'not_yet_valid', params: { ...params, day: day(facts.notBefore) } };
}

/** Node prints a name line by line, and puts a backslash before what RFC 2253 does. */
const linesOf = (name: string | undefined) => (name ?? '').split('\n').map((line) => plain(line));

function oneLine(name: string | undefined): string {
  return linesOf(name).filter(Boolean).join(', ');
}

function nameIn(name: string | undefined): string | undefined {
  const values = (type: string) =>
    linesOf(name).flatMap((line) => (line.startsWith(`${type}=`) ? [line.slice(type.length + 1)] : []));
  return values('CN').at(-1) ?? values('O').at(-1);
}

/** Anybody may have written it: nothing in it turns the direction of writing or breaks the line. */
function plain(text: string): string {
  return text
    .replaceAll(/\\(.)/g, '$1')
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
    .slice(0, 300);
}

function alternativeNamesOf(text: string | undefined): string[] {
  if (!text) return [];
  const parts = text.split(/, (?=(?:DNS|IP Address|email|URI|DirName|Registered ID|othername):)/);
  return parts.slice(0, mostNames).map((part) => plain(part.replace(/^(DNS|IP Address|email|URI):/, '')));
}
