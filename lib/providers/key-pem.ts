const block = (kind: string) => new RegExp(`-----BEGIN ${kind}-----[\\s\\S]+?-----END ${kind}-----`);
const certificate = block('CERTIFICATE');
const privateKey = block('(?:RSA |EC )?PRIVATE KEY');

/**
 * What is wrong with a text that should hold a private key and its certificate as PEM, by its look alone; null where
 * it may be one. Whether they belong together is read where the cryptography is.
 */
export function keyPemProblem(rule: { certificate: 'required' | 'optional' }, text: string): string | null {
  if (!text.includes('-----BEGIN ')) {
    return 'Paste the text of a PEM file, from -----BEGIN to -----END. A .pfx file is converted by: openssl pkcs12 -in file.pfx -nodes';
  }
  if (/ENCRYPTED/.test(text)) {
    return 'This private key is protected by a password. Take that off first: openssl pkey -in file.pem';
  }
  if (!privateKey.test(text)) {
    return 'The private key is missing. Paste it as well, from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----.';
  }
  if (!certificate.test(text) && /-----BEGIN (NEW )?CERTIFICATE REQUEST-----/.test(text)) {
    return 'This holds a certificate request (CSR), which only asks for a certificate. Paste the certificate that the authority made from it, beside the private key.';
  }
  if (rule.certificate === 'required' && !certificate.test(text)) {
    return 'The certificate is missing. Paste it as well, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.';
  }
  return null;
}
