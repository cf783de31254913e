import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { describeCertificates, readCertificateFile } from '#lib/crypto/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { requireClean } from '#lib/files/index.ts';
import { certificateProblemWords } from '#lib/strings/certificate-words.ts';
import type { CertificateRead, CertificateReadInput } from './schema.ts';

/**
 * Says what stands in certificates before they are saved; nothing is kept. Of a private key beside one it tells no more
 * than its kind and size; which kinds an authorization server takes is its provider's to say. The virus scanner in force
 * looks first.
 *
 * @throws AppError `invalid_input` naming `pem`, and as `requireClean` does
 */
export async function readCertificates(
  ctx: TenantContext,
  { pem, purpose }: CertificateReadInput,
): Promise<CertificateRead> {
  requireScope(ctx, 'connections:admin');
  const name = purpose === 'trust' ? 'The certificate' : 'The key';
  await requireClean(ctx, [{ path: 'pem', name, text: pem }]);
  const read =
    purpose === 'trust'
      ? describeCertificates(pem)
      : readCertificateFile(pem, { needsCertificate: false, keyTypes: ['rsa', 'ec'] });
  if ('problem' in read) {
    const message = certificateProblemWords(read.problem);
    throw new AppError('invalid_input', message, { fields: [{ path: 'pem', message }] });
  }
  if ('certificates' in read) return { certificates: read.certificates, pair: null };
  return { certificates: read.facts ? [read.facts] : [], pair: read.pair };
}
