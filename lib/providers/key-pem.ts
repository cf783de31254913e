import { isCertificate, isEncrypted, isPrivateKey, isRequest, pemBlocks } from '#lib/crypto/pem-schema.ts';

/**
 * What is wrong with a text that should hold a private key and its certificate as PEM, by its look alone; null where
 * it may be one. Whether they belong together is read where the cryptography is.
 */
export function keyPemProblem(rule: { certificate: 'required' | 'optional' }, text: string): string | null {
  const { blocks } = pemBlocks(text);
  if (!text.includes('-----BEGIN ')) {
    return 'Paste the text of a PEM file, from -----BEGIN to -----END. A .pfx file is converted by: openssl pkcs12 -in file.pfx -nodes';
  }
  if (blocks.some(isEncrypted)) {
    return 'This private key is protected by a password. Take that off first: openssl pkey -in file.pem';
  }
  if (!blocks.some(isPrivateKey)) {
    return 'The private key is missing. Paste it as well, from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----.';
  }
  if (!blocks.some(isCertificate) && blocks.some(isRequest)) {
    return 'This holds a certificate request (CSR), which only asks for a certificate. Paste the certificate that the authority made from it, beside the private key.';
  }
  if (rule.certificate === 'required' && !blocks.some(isCertificate)) {
    return 'The certificate is missing. Paste it as well, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.';
  }
  return null;
}
