export { readHost } from './address.ts';
export { secureContext } from './certificates.ts';
export { type ConnectTarget, egressConnect, egressFetch, egressSocket } from './egress.ts';
export { type EgressCode, EgressError } from './egress-error.ts';
export { foreseenRefusal, foreseenUrlRefusal } from './foreseen-refusal.ts';
export type { EgressInit } from './http.ts';
export type { ProxyServer as Proxy } from './proxy.ts';
export { wayTo } from './reach.ts';
export { startLimit } from './time-limit.ts';
