import { z } from 'zod';
import { certificateFactsSchema } from '#lib/crypto/certificate-schema.ts';
import { grantKinds, providerIds } from '#lib/providers/schema.ts';
import { smtpSecurities, transportIds } from '#lib/transports/schema.ts';
import { grantEventSchema, grantSchema, problemSchema, revocationSchema, testOutcomeSchema } from './grant-schema.ts';
import { address, overridesSchema, proxyKinds, proxyUses } from './input-schema.ts';
import { healths } from './state-schema.ts';

/** The shapes of the REST API and of the forms: one schema for browser, API keys and tests. Safe in the browser. */

export {
  type CertificateRead,
  type CertificateReadInput,
  certificateReadInputSchema,
  certificateReadSchema,
} from './certificate-read-schema.ts';
export { fieldElsewhere } from './field-elsewhere-schema.ts';
export {
  type ConnectionChange,
  type ConnectionInput,
  type ConnectionKind,
  connectionChangeSchema,
  connectionChangeSchemaOf,
  connectionInputSchema,
  type KeyHolder,
  keptSecretSchema,
  otherKeyProblem,
  overridesSchema,
  type ProxyInput,
  proxyKinds,
  proxyUses,
  replaceSecretSchema,
  replaceSecretSchemaOf,
  type SecretInput,
  scopesProblem,
  secretEndProblem,
} from './input-schema.ts';
export { readerBetween, type SecretServers, type SecretUse, secretMoves } from './secret-use-schema.ts';

export const testEmailInputSchema = z.strictObject({ to: address });

const instant = z.iso.datetime();

/** The way through a proxy, without its password. */
export const proxySchema = z.object({
  kind: z.enum(proxyKinds),
  host: z.string(),
  port: z.number(),
  userName: z.string(),
  hasPassword: z.boolean(),
  /** What goes through it: requests to the authorization server and the provider's API, and the mail itself. */
  uses: z.array(z.enum(proxyUses)),
});
export type ProxyView = z.infer<typeof proxySchema>;

export {
  type Cleared,
  type ClearingForecast,
  clearedSchema,
  clearingForecastSchema,
  clearQuerySchema,
} from './clearing-schema.ts';
export { type Discovery, type DiscoveryInput, discoveryInputSchema, discoverySchema } from './discovery-schema.ts';
export {
  type GenerationView,
  type GrantEventView,
  type GrantLifeView,
  grantEventSchema,
  grantLifeSchema,
  type ProblemView,
  problemSchema,
  type RevocationForecast,
  type RevocationView,
  replySchema,
  revocationForecastSchema,
  type TestOutcomeView,
  testOutcomeSchema,
} from './grant-schema.ts';
export { type Installation, installationSchema } from './installation-schema.ts';
export { isStopped, secretEndsAt } from './state-schema.ts';
export { type DayCounts, type TodayView, todayQuerySchema, todaySchema } from './today-schema.ts';
export { type TryInput, type TryOutcome, tryInputSchema, tryOutcomeSchema } from './try-schema.ts';

export const endpointsSchema = z.object({
  issuer: z.string(),
  authorizationEndpoint: z.string(),
  tokenEndpoint: z.string(),
  apiUrl: z.string(),
  smtpHost: z.string(),
  smtpPort: z.number(),
  smtpSecurity: z.enum(smtpSecurities),
  caCertificate: z.string(),
  scopes: z.array(z.string()),
  saveToSentItems: z.boolean(),
});

/** Why a connection by password should become one by OAuth 2.0: whose mail server it is, and what is known of its end. */
const passwordEndSchema = z.object({
  /** The provider to move to. */
  provider: z.enum(providerIds),
  label: z.string(),
  /** In the order they come. Of each the day, month or half-year (`2026-12`, `2027-H2`), and where and when that was read. */
  deadlines: z.array(
    z.object({
      id: z.string(),
      when: z.string(),
      source: z.object({ name: z.string(), url: z.string() }),
      readOn: z.string(),
    }),
  ),
});
export type PasswordEnd = z.infer<typeof passwordEndSchema>;

export const connectionSchema = z.object({
  id: z.uuid(),
  provider: z.enum(providerIds),
  providerLabel: z.string(),
  grantKind: z.enum(grantKinds),
  transport: z.enum(transportIds),
  stage: z.enum(['candidate', 'active', 'retired']),
  health: z.enum(healths),
  problem: problemSchema.nullable(),
  /** In use, and no next token will come: until when mail still goes out with the one in hand. */
  sendsUntil: instant.nullable(),
  senderName: z.string(),
  senderAddress: z.string(),
  clientId: z.string(),
  /** What only this provider has, by the names of its settings. */
  settings: z.record(z.string(), z.string()),
  hasClientSecret: z.boolean(),
  clientSecretExpiresAt: instant.nullable(),
  /** Who says so: whoever entered it, the provider’s own list, or the certificate itself. */
  secretEndSource: z.enum(['entered', 'provider', 'certificate']).nullable(),
  /** When the provider’s list of secrets or certificates was last read, where the application may read it. */
  secretEndReadAt: instant.nullable(),
  /** Since when what is held here does not stand in that list: it was removed there, or belongs elsewhere. */
  secretUnlistedAt: instant.nullable(),
  overrides: overridesSchema,
  proxy: proxySchema.nullable(),
  /** What is really used: the provider's values with the overrides applied. */
  endpoints: endpointsSchema,
  /** What the certificates say that were given for this connection (`overrides.caCertificate`), in their order. */
  caCertificateFacts: z.array(certificateFactsSchema),
  /** Set where it signs in by password at servers that are ending passwords. */
  passwordEnds: passwordEndSchema.nullable(),
  redirectUrl: z.string(),
  /** Where the sender's mailbox is looked at; empty where nobody knows. */
  mailboxUrl: z.string(),
  revocation: z.enum(['none', 'rfc7009']),
  /** Where a person takes away what an application was allowed. */
  grantsPage: z.string().nullable(),
  /** Where that is changed which makes refresh tokens end on a named day. */
  fixedEndPage: z.string().nullable(),
  /** Since the last consent. */
  lastRevocation: revocationSchema.nullable(),
  testRecipient: z.string().nullable(),
  lastTest: testOutcomeSchema.nullable(),
  /**
   * When it last got in at its mail server, as it is set up now, while no e-mail has shown more (`health` is `untested`);
   * else null.
   */
  signedInAt: instant.nullable(),
  createdAt: instant,
  updatedAt: instant,
  activatedAt: instant.nullable(),
  /** When it was taken out of use, and its secrets were destroyed. */
  retiredAt: instant.nullable(),
  /**
   * What must succeed before this candidate may take the place of the active connection: `verify`, or a test e-mail that
   * arrives. Null where the last thing known does not speak against it, and where it is no candidate.
   */
  proofNeeded: z.enum(['verify', 'test_email']).nullable(),
  /** When a candidate is removed, with its secrets, unless somebody touches it before; else null. */
  removedAt: instant.nullable(),
  grant: grantSchema.nullable(),
  /** The last trip to the consent screen that did not end in a grant, until the next one begins. */
  lastConsentProblem: problemSchema.nullable(),
  /** When a person left for the consent screen and has not come back; null once they did or the time is over. */
  consentPendingSince: instant.nullable(),
});
export type ConnectionView = z.infer<typeof connectionSchema>;

export const connectionListSchema = z.object({ connections: z.array(connectionSchema) });
export const eventListSchema = z.object({ events: z.array(grantEventSchema) });

/** Answer of `connect`: a person must visit `authorizeUrl`, or (client credentials) it is already done. */
export const connectAnswerSchema = z.object({
  authorizeUrl: z.string().nullable(),
  connection: connectionSchema,
});
