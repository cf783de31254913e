import type { Reply } from '#lib/errors/index.ts';
import type { SmtpSecurity, TransportId } from '#lib/transports/schema.ts';
import type { Parameters } from './parameters.ts';
import type { ProviderId } from './schema.ts';

export type { ProviderId, TransportId };

/** How a credential is got; the last two ask no authorization server: a password is shown to the mail server, or nothing is. */
export type GrantKind = 'authorization_code' | 'client_credentials' | 'password' | 'none';

/** How a client shows who it is at the token endpoint (RFC 7591 §2, `token_endpoint_auth_method`). */
export type ClientAuthenticationMethod = 'client_secret_post' | 'client_secret_basic' | 'private_key_jwt' | 'none';

/** Who must act on a refusal (docs: vocabulary). */
export type ReplyClass = 'config' | 'consent' | 'policy' | 'transient' | 'quota' | 'content';

/** One known reply: how to recognise it, what it is called here, who must act. Sentences are in the catalogue under `code`. */
export type ReplyRow = {
  /** Catalogue key, e.g. `microsoft_secret_expired`. */
  code: string;
  class: ReplyClass;
  matches: (reply: Reply) => boolean;
  /** What it means for an application that acts by itself, where nobody's consent can be its cure. */
  ofApplication?: { code: string; class: ReplyClass };
};

/** Where one connection's requests go. Every value is shown, and may be changed, under Advanced. */
export type Endpoints = {
  issuer: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  /** Base of the HTTP API of a transport that speaks HTTP. */
  apiUrl: string;
  smtpHost: string;
  smtpPort: number;
  smtpSecurity: SmtpSecurity;
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
  /** Broader ones: any of them, granted, stands for all that are required. */
  coveringScopes?: string[];
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
  /** Limits it to one choice of a setting, by the setting's name. */
  choice?: { setting: string; value: string };
  /** Form field lit by the step. */
  field?: FieldName;
  /** Fields that the step fills besides: whoever is in one of them finds the step lit. */
  alsoFields?: FieldName[];
  link?: string;
  /** What is pasted at the provider, each with its label and a button: `scopes` are those of this grant and transport. */
  copies?: ('scopes' | FieldName)[];
  /** What the provider's page wants between the scopes; absent means a comma. */
  scopeSeparator?: string;
};

/** A field as the form and the REST API name it, or the redirect URL, which is set at the provider. */
export type FieldName =
  | 'redirectUrl'
  | 'grantKind'
  | 'transport'
  | 'senderName'
  | 'senderAddress'
  | 'clientId'
  | 'clientSecret'
  | 'clientSecretExpiresAt'
  | `settings.${string}`
  | 'proxy'
  | `overrides.${keyof Endpoints | 'scopes' | 'saveToSentItems'}`;

/** What a text copied from the provider looks like. Plain data: the same in the browser and in REST. */
export type TextRule = {
  /** As the provider's own pages call it. */
  label: string;
  example?: string;
  /** The provider takes both cases: kept in lower case. */
  isCaseless?: boolean;
  /** May have several lines, as a key file has. */
  isMultiline?: boolean;
  maxLength: number;
  /** Regular expressions for the whole text, in any case, and what to copy instead where they are not met. */
  shapes: { is?: string; isNot?: string; problem: string }[];
};

/** A setting that only this provider has. */
export type SettingRule = TextRule & {
  /** Its key among the connection's `settings`. */
  name: string;
  /** Asked for with these grants; absent means all. */
  grantKinds?: GrantKind[];
  /** One of these, the first where nothing is said; some for certain grants only. */
  choices?: { value: string; label: string; grantKinds?: GrantKind[] }[];
  /** May stay empty. */
  isOptional?: boolean;
  /** Decides nothing about whom a secret is shown to: it may change and the secret stay. */
  isAside?: boolean;
  /** A list of parameters (`audience=mail&prompt=consent`, or one a line), none of which OAuth itself sets or is secret. */
  isParameters?: boolean;
};

/** A JSON key file that a provider hands out in place of a secret. Its member `private_key` holds the key, as PEM. */
export type KeyFileRule = {
  /** The member that says of which kind it is, and its value in the right kind. */
  kind: { member: string; value: string };
  /** Members that must be there, as texts. */
  requires: string[];
  /** What is read from it: the field, and the member that holds it. */
  fills: { field: 'clientId' | `settings.${string}`; member: string }[];
  /** What says whose it is, for sentences: e.g. project_id. */
  projectMember: string;
  /** Other JSON files the same provider hands out: known by a member (and its value, where given), and what to do instead. */
  others: { member: string; value?: string; problem: string }[];
  /** Anything else. */
  problem: string;
};

/** The credential an application shows, whatever the provider calls it. */
export type SecretRule = TextRule & {
  /** What a sentence calls it. */
  name: string;
  /** Given where the credential is a JSON file: what else it holds is filled in from there. */
  keyFile?: KeyFileRule;
  /** Whether the provider ends it on a day that its pages show. */
  hasEnd: boolean;
  /** The page a new one is made on. */
  madeIn: string;
  /** Given where the credential is a private key with its certificate, as PEM; `certificate` may be missing where `optional`. */
  keyPem?: { certificate: 'required' | 'optional' };
  /** What is shown in its place where a setting says so; null: nothing. */
  instead?: { setting: string; value: string; rule: SecretRule | null }[];
};

/** Where a fact of a provider's was read, and the day: it may change without notice. */
export type FactSource = { source: { name: string; url: string }; readOn: string };

/** Mail servers of a provider's that take a password for a while only. */
export type PasswordsEnd = {
  /** Without a port: whichever. */
  servers: { host: string; port?: number }[];
  /** Which of `deadlines.ts` say until when, by id. */
  deadlines: string[];
};

/** How much a provider lets one mailbox send. */
export type SendingLimit = FactSource & {
  most: number;
  /** Of a day they are counted over the last 24 hours. */
  of: 'recipients_per_day' | 'recipients_per_message' | 'messages_per_day' | 'messages_per_minute';
  /** Holds for these only; absent means all. */
  transports?: TransportId[];
  /** The kind of account it is of, as the provider calls it, where kinds differ. */
  account?: string;
};

/** A setting that most providers know and some do not, and with which grants it is asked for; absent means all. */
export type OverrideAsked = {
  name: 'authorizationEndpoint' | 'tokenEndpoint' | 'scopes' | 'smtpHost';
  /** What a sentence calls it. */
  label: string;
  grantKinds?: GrantKind[];
};

/** Plain signs, none of which is anybody's mark. */
export type Emblem = 'office' | 'letterG' | 'letterY' | 'shield' | 'server';

/** What is typed in to connect a provider, and what its mailboxes may send. Plain data, safe in the browser. */
export type ProviderRules = {
  /** As the provider writes it. */
  label: string;
  /** What its card shows beside its name. An envelope when absent. */
  emblem?: Emblem;
  /** Default first. */
  grantKinds: [GrantKind, ...GrantKind[]];
  /** Default first. */
  transports: [TransportId, ...TransportId[]];
  /** What names and proves the application, or the person, with each grant; absent where nothing does. */
  application: Partial<Record<GrantKind, { clientId?: TextRule; clientSecret?: SecretRule }>>;
  settings: SettingRule[];
  /** Settings under `overrides` that must be typed in, because the provider has no value for them. */
  asks?: OverrideAsked[];
  /** A person's consent is asked for with these: who it is (ID token), the address to show, and a refresh token. */
  signInScopes: string[];
  /** Where a way of sending takes only tokens of certain scopes: one of these must be among those asked for. */
  sendScopes?: Partial<Record<TransportId, { oneOf: string[]; problem: string }>>;
  /** The setting whose choice decides where requests go, and what for; every other stands in them as it is. */
  placesBy?: string;
  /** A redirect URL for each connection: many authorization servers hide behind the one name (RFC 9700 §2.1). */
  hasOwnRedirect?: boolean;
  /** Whether it takes redirect URLs with https alone, of this machine too. No when absent. */
  needsHttpsRedirect?: boolean;
  /** What its documentation writes before the numbers of its replies. */
  numberPrefix: string;
  /** Those of a mailbox; absent where it names none. */
  limits?: SendingLimit[];
  /** How it behaves, where data can say it; absent where code does. */
  oauthMail?: OauthMail;
};

/** A provider that data describes whole: an OAuth 2.0 server (RFC 6749), and the mail server that takes its tokens. */
export type OauthMail = {
  /** Of ID tokens; empty where there are none. */
  issuer: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  clientAuthentication: 'client_secret_post' | 'client_secret_basic';
  smtpHost: string;
  smtpPort: number;
  smtpSecurity: SmtpSecurity;
  saslMechanism: 'XOAUTH2' | 'OAUTHBEARER';
  /** What a token needs to send; who signs in is asked for besides (`signInScopes`). */
  sendingScopes: string[];
  /** Sent along to the consent screen. */
  authorizeParameters?: Record<string, string>;
  namesAccount: boolean;
  refreshTokenReuse: 'allowed' | 'once';
  refreshTokenIdleDays: number | null;
  /** Where a person takes away what an application was allowed. */
  grantsPage?: string;
  /** Where the person looks at a mailbox; `{address}` is filled in. Empty where that is not known. */
  mailboxUrl: string;
  guide: GuideStep[];
};

/**
 * Whether a token can be revoked at the provider; where not, disconnecting means forgetting, and says so. A revocation
 * may take more along than the one token: `project` names, for one account, all of it.
 */
export type Revocation =
  | { kind: 'none' }
  | { kind: 'rfc7009'; endpoint: string; project: (clientId: string) => string };

/** What an application shows, as far as a list of its credentials tells one from another: never the secret itself. */
export type ShownCredential =
  | { kind: 'secret'; hint: string }
  /** SHA-1, in capitals without colons. */
  | { kind: 'certificate'; thumbprint: string };

/** What such a list says of it. */
export type ListedEnd = { kind: 'ends'; at: Date } | { kind: 'unlisted' };

/** Where an application may read until when what it shows is good, if somebody permitted that there. */
export type SecretEnd = {
  /** What the token is for that opens the list: the `resource` of one of the ways of sending. */
  resource: string;
  /** Below the connection's API URL. */
  path: (clientId: string, kind: ShownCredential['kind']) => string;
  /** A person's grant opens it with one of these; they are never asked for. */
  delegatedScopes: string[];
  /** With how many characters of a secret the list tells it from others. */
  hintLength: number;
  /** Null where the answer does not tell. */
  read: (answer: unknown, shown: ShownCredential, now: Date) => ListedEnd | null;
};

/** What a provider's sentences are filled from. */
export type Known = { clientId: string; settings: Record<string, string>; reply: Reply | undefined };

/** A provider: what is typed in for it, and how it behaves. */
export type Provider = ProviderRules & {
  id: ProviderId;
  endpoints: (settings: Record<string, string>) => Endpoints;
  /** `smtpHost`: the mail server in use, where one is: some want more of a token than others. */
  access: (transport: TransportId, settings?: Record<string, string>, smtpHost?: string) => ResourceAccess;
  /** How an application gets a token without any person: as a client (RFC 6749 §4.4), or by its key (RFC 7523 §2.1). */
  applicationGrant: 'client_credentials' | 'jwt_bearer';
  /** How it shows who it is at the token endpoint. */
  clientAuthentication: (settings: Record<string, string>) => ClientAuthenticationMethod;
  /** Kinds of private keys it takes, where a client signs. */
  keyTypes: readonly ('rsa' | 'ec')[];
  /** How a token is shown to the mail server. */
  saslMechanism: (settings: Record<string, string>) => 'XOAUTH2' | 'OAUTHBEARER';
  /** Who signs in there; null where that is the sender's address. */
  userName: (settings: Record<string, string>) => string | null;
  /** Sent along to the consent screen. */
  authorizeParameters: (settings: Record<string, string>) => Parameters;
  /** Sent along to the token endpoint, with an application's own grant or with what a person's consent gave. */
  tokenParameters: (settings: Record<string, string>, grantKind: GrantKind) => Parameters;
  /** Whether an ID token must say who consented; where not, one that comes is believed only if its issuer is known. */
  namesAccount: boolean;
  /** Whether a used refresh token may be presented again (Entra: yes) or kills the grant. */
  refreshTokenReuse: 'allowed' | 'once';
  /** Days after which an unused refresh token ends; null where nobody knows. */
  refreshTokenIdleDays: number | null;
  revocation: Revocation;
  /** Its mail servers where a connection by password has an end, and moves to this provider; absent where it has none. */
  passwordsEnd?: PasswordsEnd;
  /** Where a person takes away what an application was allowed. */
  grantsPage?: string;
  /** Where the end of what an application shows can be read; absent where the provider tells it to nobody's program. */
  secretEnd?: SecretEnd;
  /** Where that is changed which makes refresh tokens end on a named day, however often they are used. */
  fixedEndPage?: string;
  guide: GuideStep[];
  /** Where the person looks at a mailbox; `{address}` is filled in. Empty where that is not known. */
  mailboxUrl: string;
  replies: ReplyRow[];
  /** What only its own sentences ask for, from what is known of one connection and, where there is one, the reply. */
  sentenceValues?: (known: Known) => Record<string, string>;
  /** The settings that its own replies are about, by code, those most likely at fault first. */
  fieldsOfProblem: Record<string, FieldName[]>;
};
