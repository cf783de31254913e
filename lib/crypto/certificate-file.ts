import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { certificateFacts, dateProblem, keyFacts } from './certificate-facts.ts';
import type { CertificateFacts, CertificateProblem } from './certificate-schema.ts';
import {
  certificatesProblem,
  isCertificate,
  isEncrypted,
  isPrivateKey,
  isRequest,
  noPem,
  type PemBlock,
  pemBlocks,
} from './pem-schema.ts';

type KeyType = 'rsa' | 'ec';

export type CertificateFile = {
  key: KeyObject;
  /** `rsa` or `ec`, and its size. */
  pair: { algorithm: string; bits: number | null };
  /** The one made for the key. Null where the file holds a key alone. */
  certificate: X509Certificate | null;
  facts: CertificateFacts | null;
};

type Refused = { problem: CertificateProblem };

type Wanted = {
  /** Refuses a file without a certificate. Yes when absent. */
  needsCertificate?: boolean;
  /** Kinds of keys that will do. RSA alone when absent. */
  keyTypes?: readonly KeyType[];
  now?: Date;
};

/** RFC 7518 §3.5; shorter ones are broken by whoever wants to. */
const leastRsaBits = 2048;
const mostCertificates = 20;

/**
 * Reads the PEM file by which an application shows who it is: one private key and, unless it may do without, the
 * certificate made for it, in any order, others of its chain beside it. What is wrong is named, and never quoted.
 */
export function readCertificateFile(text: string, wanted: Wanted = {}): CertificateFile | Refused {
  const { needsCertificate = true, keyTypes = ['rsa'], now = new Date() } = wanted;
  const { blocks } = pemBlocks(text);
  if (blocks.length === 0) return refused(noPem(text));
  const keys = blocks.filter(isPrivateKey);
  const [only] = keys;
  if (!only) return refused('key_missing');
  if (keys.length > 1) return refused('keys_several', { count: keys.length });
  if (isEncrypted(only)) return refused('key_encrypted');
  const key = keyOf(only);
  if (!key) return refused('key_unreadable');
  const pair = keyFacts(key);
  if (!keyTypes.some((type) => isOfType(pair, type))) return refused(`key_kind`, { kinds: kindsInWords(keyTypes) });
  if (pair.algorithm === 'rsa' && (pair.bits ?? 0) < leastRsaBits) {
    return refused('key_too_small', { bits: pair.bits ?? 0 });
  }
  const certificates = certificatesOf(blocks);
  if (!certificates) return refused('certificate_unreadable');
  if (certificates.length === 0) {
    if (blocks.some(isRequest)) return refused('certificate_request');
    return needsCertificate ? refused('certificate_missing') : { key, pair, certificate: null, facts: null };
  }
  const certificate = certificates.find((one) => one.checkPrivateKey(key));
  if (!certificate) return refused('not_a_pair', { name: certificates.map(nameOf).join(', ') });
  const facts = certificateFacts(certificate);
  const problem = dateProblem(facts, now);
  return problem ? { problem } : { key, pair, certificate, facts };
}

/**
 * The private key of a file as it is used: as `readCertificateFile`, but what the other side says of a certificate
 * that ended since is its own affair. Null where no signature can be made.
 */
export function openCertificateFile(text: string): Pick<CertificateFile, 'key' | 'certificate'> | null {
  const { blocks } = pemBlocks(text);
  const [only, ...others] = blocks.filter(isPrivateKey);
  const key = only && others.length === 0 ? keyOf(only) : null;
  const certificates = certificatesOf(blocks);
  if (!key || !certificates) return null;
  const certificate = certificates.find((one) => one.checkPrivateKey(key)) ?? null;
  return certificates.length > 0 && !certificate ? null : { key, certificate };
}

/**
 * Reads the certificates that a connection is to trust: PEM, no other block beside them, each once, 20 at most, all
 * good today. Text around them, as openssl prints it, is no part of them.
 */
export function describeCertificates(text: string, now = new Date()): { certificates: CertificateFacts[] } | Refused {
  const look = certificatesProblem(text);
  if (look) return refused(look);
  const { blocks } = pemBlocks(text);
  if (blocks.length > mostCertificates) {
    return refused('too_many', { count: blocks.length, most: mostCertificates });
  }
  const certificates = certificatesOf(blocks)?.map(certificateFacts);
  if (!certificates) return refused('certificate_unreadable');
  const again = certificates.find(
    ({ thumbprintSha256: one }, at) => certificates.findIndex((other) => other.thumbprintSha256 === one) < at,
  );
  if (again) return refused('duplicate', { name: again.subjectName });
  const ended = certificates.map((facts) => dateProblem(facts, now)).find((problem) => problem !== null);
  return ended ? { problem: ended } : { certificates };
}

/** What the certificates of a stored text say, also of those that ended since; nothing where they cannot be read. */
export function storedCertificateFacts(text: string): CertificateFacts[] {
  return certificatesOf(pemBlocks(text).blocks)?.map(certificateFacts) ?? [];
}

function refused(code: CertificateProblem['code'], params: CertificateProblem['params'] = {}): Refused {
  return { problem: { code, params } };
}

function keyOf({ pem }: PemBlock): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    // Never quoted: what cannot be read is meant to be a secret all the same.
    return null;
  }
}

function certificatesOf(blocks: PemBlock[]): X509Certificate[] | null {
  try {
    return blocks.filter(isCertificate).map(({ pem }) => new X509Certificate(pem));
  } catch {
    return null;
  }
}

const nameOf = (certificate: X509Certificate) => certificateFacts(certificate).subjectName;

function isOfType({ algorithm, bits }: { algorithm: string; bits: number | null }, type: KeyType): boolean {
  return algorithm === type && (type === 'rsa' || bits === 256);
}

function kindsInWords(keyTypes: readonly KeyType[]): string {
  return keyTypes.map((type) => (type === 'rsa' ? 'RSA' : 'P-256')).join(' or ');
}
