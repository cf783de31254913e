/** RFC 7468, and the header lines of RFC 1421 that old encrypted keys have. */
const block = /-----BEGIN ([A-Z0-9 ]+)-----(?:(?!-----)[\s\S])+-----END \1-----/g;

export type PemBlock = { label: string; pem: string };

/** The PEM blocks of a text, each with its label, in order; `rest` is what stands around them. */
export function pemBlocks(text: string): { blocks: PemBlock[]; rest: string } {
  const blocks = [...text.matchAll(block)].map(([pem, label = '']) => ({ label, pem }));
  return { blocks, rest: text.replaceAll(block, '').trim() };
}

export const isPrivateKey = ({ label }: PemBlock): boolean => label.endsWith('PRIVATE KEY');
export const isCertificate = ({ label }: PemBlock): boolean => label === 'CERTIFICATE';
export const isEncrypted = ({ label, pem }: PemBlock): boolean =>
  label === 'ENCRYPTED PRIVATE KEY' || /^Proc-Type:\s*4,\s*ENCRYPTED/m.test(pem);

/**
 * What a text without PEM blocks is instead: DER begins with a SEQUENCE (0x30), and a PFX, in it, with version 3
 * (RFC 7292 §4). Read as text, bytes above 0x7f are lost, but those few are not; or it was pasted in base64.
 */
export function formOf(text: string): 'pfx' | 'der' | null {
  const compact = text.replaceAll(/\s/g, '');
  const isBase64 = compact.startsWith('MI') && /^[A-Za-z0-9+/]+=*$/.test(compact);
  const bytes = isBase64 ? Buffer.from(compact, 'base64').toString('latin1') : text;
  if (!isBase64 && !/^0[^\n\x20-\x7e]/.test(bytes)) return null;
  return bytes.slice(0, 12).includes('\x02\x01\x03') ? 'pfx' : 'der';
}
