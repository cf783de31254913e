export { readProvidersFile } from './base-values.ts';
export { type Classification, classify } from './classify.ts';
export { missingScopes } from './missing-scopes.ts';
export { provider, providers } from './provider.ts';
export type {
  Endpoints,
  GrantKind,
  GuideStep,
  Provider,
  ProviderId,
  ReplyClass,
  ReplyRow,
  ResourceAccess,
  TransportId,
} from './types.ts';
