export { readHost } from './address.ts';
export { trustedCertificates } from './certificates.ts';
export { egressConnect, egressFetch } from './egress.ts';
export { type EgressCode, EgressError } from './egress-error.ts';
export type { EgressInit } from './http.ts';
