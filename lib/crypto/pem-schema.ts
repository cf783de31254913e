import type { CertificateProblem } from './certificate-schema.ts';

/** What a PEM text looks like, before anybody reads the keys and certificates in it. Safe in the browser. */

/** RFC 7468, and the header lines of RFC 1421 that old encrypted keys have. */
const block = /-----BEGIN ([A-Z0-9 ]+)-----(?:(?!-----)[\s\S])+-----END \1-----/g;

/** The edge of a block, also of one that is not whole. */
const marker = /-----(BEGIN|END)/;

export type PemBlock = { label: string; pem: string };

/** The PEM blocks of a text, each with its label, in order; `rest` is what stands around them. */
export function pemBlocks(text: string): { blocks: PemBlock[]; rest: string } {
  const blocks = [...text.matchAll(block)].map(([pem, label = '']) => ({ label, pem }));
  return { blocks, rest: text.replaceAll(block, '').trim() };
}

export const isPrivateKey = ({ label }: PemBlock): boolean => label.endsWith('PRIVATE KEY');
export const isCertificate = ({ label }: PemBlock): boolean => label === 'CERTIFICATE';
/** What asks an authority for a certificate (RFC 2986); the second name is that of older programs. */
export const isRequest = ({ label }: PemBlock): boolean => /^(NEW )?CERTIFICATE REQUEST$/.test(label);
export const isEncrypted = ({ label, pem }: PemBlock): boolean =>
  label === 'ENCRYPTED PRIVATE KEY' || /^Proc-Type:\s*4,\s*ENCRYPTED/m.test(pem);

/**
 * The certificates of a text without what stands around them, such as what `openssl x509 -text` prints above. A text
 * that holds no whole certificate, another kind of block or the beginning of one is left as it is.
 */
export function certificatesAlone(text: string): string {
  const { blocks, rest } = pemBlocks(text);
  const isWhole = blocks.length > 0 && blocks.every(isCertificate) && !marker.test(rest);
  return isWhole && rest !== '' ? blocks.map(({ pem }) => `${pem}\n`).join('') : text;
}

/**
 * Why a text cannot be the certificates to trust, by its look alone; null where it may be them. A private key is looked
 * for first, and anywhere: also half of one must not be kept.
 */
export function certificatesProblem(text: string): CertificateProblem['code'] | null {
  if (/private key/i.test(text)) return 'holds_private_key';
  const { blocks, rest } = pemBlocks(text);
  if (blocks.length === 0) return noPem(text);
  if (blocks.some(isRequest)) return 'certificate_request';
  return marker.test(rest) || !blocks.every(isCertificate) ? 'not_certificates_alone' : null;
}

/** What is wrong with a text in which no PEM block is whole. */
export function noPem(text: string): CertificateProblem['code'] {
  return text.trim() === '' ? 'empty' : (formOf(text) ?? 'not_pem');
}

/**
 * What a text without PEM blocks is instead: DER begins with a SEQUENCE (0x30), and a PFX, in it, with version 3
 * (RFC 7292 §4). Read as text, bytes above 0x7f are lost, but those few are not; or it was pasted in base64.
 */
function formOf(text: string): 'pfx' | 'der' | null {
  const compact = text.replaceAll(/\s/g, '');
  const isBase64 = /^MI[A-Za-z0-9+/]{14,}=*$/.test(compact);
  const bytes = isBase64 ? atob(compact.slice(0, 16)) : text;
  if (!isBase64 && !/^0[^\n\x20-\x7e]/.test(bytes)) return null;
  return bytes.slice(0, 12).includes('\x02\x01\x03') ? 'pfx' : 'der';
}
