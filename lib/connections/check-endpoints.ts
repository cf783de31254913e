import { X509Certificate } from 'node:crypto';
import { AppError, type FieldProblem } from '#lib/errors/index.ts';
import type { Overrides } from '#lib/tokens/index.ts';

const pemBlock = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;

/** Refuses an Advanced setting that can never work, naming the field; what is reachable is decided by egress. */
export function checkEndpoints(overrides: Overrides): void {
  const fields: FieldProblem[] = [];
  if (overrides.caCertificate) {
    const message = certificateProblem(overrides.caCertificate);
    if (message) fields.push({ path: 'overrides.caCertificate', message });
  }
  if (fields.length > 0) throw new AppError('invalid_input', 'Some settings cannot be used.', { fields });
}

function certificateProblem(pem: string): string | null {
  const blocks = [...pem.matchAll(pemBlock)];
  if (blocks.length === 0) return 'Paste certificates in PEM form, each starting with -----BEGIN CERTIFICATE-----.';
  if (blocks.some(([, label]) => label?.includes('PRIVATE KEY'))) {
    return 'This holds a private key. Paste only the certificate, and consider that key exposed.';
  }
  for (const [block] of blocks) {
    try {
      new X509Certificate(block);
    } catch {
      return 'One of the certificates cannot be read. Copy it again, with its first and last line.';
    }
  }
  return null;
}
