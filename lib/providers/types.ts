import type { Reply } from '#lib/errors/index.ts';

export type ProviderId = 'microsoft';
export type GrantKind = 'authorization_code' | 'client_credentials';
export type TransportId = 'graph' | 'smtp';

/** Who must act on a refusal (docs: vocabulary). */
export type ReplyClass = 'config' | 'consent' | 'policy' | 'transient' | 'quota' | 'content';

/** One known reply: how to recognise it, what it is called here, who must act. Sentences are in the catalogue under `code`. */
export type ReplyRow = {
  /** Catalogue key, e.g. `microsoft_secret_expired`. */
  code: string;
  class: ReplyClass;
  matches: (reply: Reply) => boolean;
};

/** Where one connection's requests go. Every value is shown, and may be changed, under Advanced. */
export type Endpoints = {
  issuer: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  graphUrl: string;
  smtpHost: string;
  smtpPort: number;
  /** PEM certificates trusted for this connection besides the system's; empty for none. */
  caCertificate: string;
};

/** An application permission: its name in a token's `roles`, and where the provider's own pages list it. */
type ApplicationRole = { name: string; path: string };

/** What one way of sending asks of the authorization server. A token request names exactly one resource. */
export type ResourceAccess = {
  /** Key of the access token row, e.g. `graph`, `outlook`. */
  resource: string;
  /** Asked at the consent screen, identity scopes included. */
  delegatedScopes: string[];
  /** Must be among the granted ones before the connection may be called working. */
  requiredDelegatedScopes: string[];
  /** For client credentials. */
  applicationScopes: string[];
  /** What an application's token must name to send; absent where the tokens of this authority name no permissions. */
  applicationRole?: ApplicationRole;
  /** An access token that ends sooner than this is not used any more. */
  minTokenLifeMs: number;
};

/** One numbered step of the set-up guide. Texts are in the catalogue under `guide.{provider}.{id}`. */
export type GuideStep = {
  id: string;
  /** Limits the step to some choices; absent means all. */
  grantKinds?: GrantKind[];
  transports?: TransportId[];
  /** Form field lit by the step. */
  field?: 'redirectUrl' | 'transport' | 'senderAddress' | 'clientId' | 'clientSecret' | 'directoryId';
  link?: string;
};

export type Provider = {
  id: ProviderId;
  /** As the provider writes it. */
  label: string;
  grantKinds: GrantKind[];
  /** Default first. */
  transports: TransportId[];
  endpoints: (settings: { directoryId: string }) => Endpoints;
  access: (transport: TransportId) => ResourceAccess;
  /** Whether a used refresh token may be presented again (Entra: yes) or kills the grant. */
  refreshTokenReuse: 'allowed' | 'once';
  /** Days after which an unused refresh token ends. */
  refreshTokenIdleDays: number;
  /** Whether a token can be revoked at the provider; where not, disconnecting means forgetting, and says so. */
  revocation: 'none' | 'rfc7009';
  guide: GuideStep[];
  /** Where the person looks at a mailbox; `{address}` is filled in. */
  mailboxUrl: string;
  replies: ReplyRow[];
};
