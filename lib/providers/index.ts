export { readProvidersFile } from './base-values.ts';
export { type Classification, classify } from './classify.ts';
export { type Deadline, deadlines } from './deadlines.ts';
export { missingToSend } from './missing-scopes.ts';
export { passwordEndOf } from './password-end.ts';
export { provider, providers } from './provider.ts';
export type {
  Endpoints,
  FieldName,
  GrantKind,
  GuideStep,
  KeyFileRule,
  ListedEnd,
  Provider,
  ProviderId,
  ProviderRules,
  ReplyClass,
  ReplyRow,
  ResourceAccess,
  Revocation,
  SecretEnd,
  SecretRule,
  SettingRule,
  ShownCredential,
  TextRule,
  TransportId,
} from './types.ts';
