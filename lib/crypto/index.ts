export {
  type CertificateFile,
  describeCertificates,
  openCertificateFile,
  readCertificateFile,
  storedCertificateFacts,
} from './certificate-file.ts';
export { deriveKey } from './derive-key.ts';
export { isEqualInConstantTime, randomToken, sha256 } from './digest.ts';
export { type KeyRing, makeDataKey, parseKeyRing, unwrapDataKey, wrapDataKey } from './key-ring.ts';
export { kidOf, open, SealError, type SealKey, type SealPlace, seal } from './seal.ts';
export { Secret } from './secret.ts';
