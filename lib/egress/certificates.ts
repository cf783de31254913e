import { X509Certificate } from 'node:crypto';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { egressError } from './egress-error.ts';

const pemBlock = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * The certificates one connection trusts: the system's (NODE_EXTRA_CA_CERTS included) and its own PEM blocks. Never
 * added to anything global, so no other connection trusts them. Throws ECACERTIFICATE when a block is none.
 */
export function trustedCertificates(caCertificate: string): string[] {
  return [...getCACertificates('default'), ...readCertificates(caCertificate)];
}

function readCertificates(pem: string): string[] {
  const blocks = pem.match(pemBlock) ?? [];
  const isComplete = pem.replaceAll(pemBlock, '').trim() === '';
  if (!isComplete || !blocks.every(isCertificate)) {
    throw egressError('ECACERTIFICATE', 'The certificate authority given for this connection is not in PEM form.');
  }
  return blocks;
}

function isCertificate(block: string): boolean {
  try {
    return new X509Certificate(block).raw.length > 0;
  } catch {
    return false;
  }
}

const contexts = new Map<string, SecureContext>();
const mostContexts = 50;

/** The TLS settings of one certificate authority. Kept, oldest out first: reading all roots takes some 10 ms. */
export function secureContext(caCertificate: string): SecureContext {
  const kept = contexts.get(caCertificate);
  if (kept) return kept;
  const made = createSecureContext({ ca: trustedCertificates(caCertificate), minVersion: 'TLSv1.2' });
  const oldest = contexts.keys().next();
  if (contexts.size >= mostContexts && !oldest.done) contexts.delete(oldest.value);
  contexts.set(caCertificate, made);
  return made;
}
