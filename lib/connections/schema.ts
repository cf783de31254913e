import { z } from 'zod';
import { isOneLine } from '#lib/strings/is-one-line.ts';
import { nameProblem } from '#lib/strings/name-problem.ts';

/** The shapes of the REST API and of the forms: one schema for browser, API keys and tests. Safe in the browser. */

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const grantKinds = ['authorization_code', 'client_credentials'] as const;
export const transports = ['graph', 'smtp'] as const;

const address = z
  .string()
  .trim()
  .max(320, 'An e-mail address has at most 320 characters.')
  .pipe(z.email('Enter a full e-mail address, such as reports@contoso.com.'));

const oneLine = (what: string, max: number) =>
  z
    .string()
    .trim()
    .min(1, `Enter ${what}.`)
    .max(max, `Use at most ${max} characters.`)
    .refine(isOneLine, 'Use one line, without tabs or other control characters.');

const senderName = z
  .string()
  .trim()
  .min(1, { error: 'Enter the name recipients see.', abort: true })
  .max(200, 'Use at most 200 characters.')
  .superRefine((text, context) => {
    const message = nameProblem(text);
    if (message) context.addIssue({ code: 'custom', message });
  });

export const clientSecretSchema = oneLine('the client secret', 1000).refine(
  (text) => !guid.test(text),
  'This looks like the secret’s ID. Copy the column Value in Certificates & secrets; it is shown only once.',
);

const url = z
  .string()
  .trim()
  .max(2048, 'Use at most 2048 characters.')
  .refine(isOneLine, 'Use one line, without tabs or other control characters.')
  .pipe(z.url({ protocol: /^https?$/, error: 'Enter a full URL, starting with https://.' }));

/** Advanced: what differs from the provider's own values. */
export const overridesSchema = z
  .strictObject({
    issuer: url,
    authorizationEndpoint: url,
    tokenEndpoint: url,
    graphUrl: url,
    smtpHost: oneLine('a host name', 253),
    smtpPort: z.number().int().min(1, 'Ports go from 1 to 65535.').max(65535, 'Ports go from 1 to 65535.'),
    caCertificate: z.string().trim().max(65_536, 'Use at most 64 KiB of PEM certificates.'),
    scopes: z.array(oneLine('a scope', 500)).min(1, 'Name at least one scope.').max(20, 'Use at most 20 scopes.'),
    saveToSentItems: z.boolean(),
  })
  .partial();

/** A person's consent is asked for with these: who it is (ID token), the address to show, and a refresh token. */
const signInScopes = ['openid', 'profile', 'offline_access'] as const;

type ScopeSettings = { grantKind?: (typeof grantKinds)[number]; overrides?: { scopes?: string[] } };

/** What is missing in the scopes under Advanced for this grant, as a sentence; null when nothing is, or none are set. */
export function scopesProblem({ grantKind, overrides }: ScopeSettings): string | null {
  const scopes = overrides?.scopes;
  if (!scopes || grantKind !== 'authorization_code') return null;
  const missing = signInScopes.filter((scope) => !scopes.includes(scope));
  if (missing.length === 0) return null;
  const list = new Intl.ListFormat('en-GB').format(missing);
  return `Signing in also needs ${list}. Add what is missing, or reset the scopes.`;
}

function checkScopes(settings: ScopeSettings, context: z.RefinementCtx): void {
  const message = scopesProblem(settings);
  if (message) context.addIssue({ code: 'custom', path: ['overrides', 'scopes'], message });
}

const longDate = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** Why a secret that ends on this day (ISO date, UTC) cannot be used any more; null while it can. Today it still may. */
export function secretEndProblem(day: string): string | null {
  if (day >= new Date().toISOString().slice(0, 10)) return null;
  if (day < '2000') return 'Enter a date of this century.';
  return `This secret ended on ${longDate.format(new Date(day))}; make a new one in Certificates & secrets.`;
}

const connectionFields = z.strictObject({
  provider: z.literal('microsoft'),
  grantKind: z.enum(grantKinds),
  transport: z.enum(transports),
  senderName,
  senderAddress: address,
  clientId: z
    .string()
    .trim()
    .toLowerCase()
    .regex(guid, 'Copy the Application (client) ID: 36 characters, such as 11111111-2222-3333-4444-555555555555.'),
  directoryId: z
    .string()
    .trim()
    .toLowerCase()
    .regex(
      guid,
      'Copy the Directory (tenant) ID, not the tenant’s name: 36 characters, such as 11111111-2222-3333-4444-555555555555.',
    ),
  clientSecret: clientSecretSchema,
  /** ISO date the secret ends, as Entra shows it. */
  clientSecretExpiresAt: z.iso
    .date({ error: 'Enter the date as year-month-day.', abort: true })
    .superRefine((day, context) => {
      const message = secretEndProblem(day);
      if (message) context.addIssue({ code: 'custom', message });
    })
    .nullable(),
  overrides: overridesSchema,
});

/**
 * A new connection. Its secret is typed, or copied on the server from another connection of the tenant (then with its
 * end, unless another is given).
 */
export const connectionInputSchema = connectionFields
  .partial({ clientSecret: true, clientSecretExpiresAt: true })
  .extend({
    clientSecretFrom: z
      .uuid('Give the id of a connection.')
      .describe(
        'In place of clientSecret: another connection whose secret is copied. Same ids, servers and CA certificate only.',
      )
      .optional(),
  })
  .superRefine(checkScopes)
  .superRefine(checkSecretGiven);
export type ConnectionInput = z.infer<typeof connectionInputSchema>;

type SecretGiven = { clientSecret?: string; clientSecretFrom?: string; clientSecretExpiresAt?: string | null };

function checkSecretGiven(input: SecretGiven, context: z.RefinementCtx): void {
  const { clientSecret, clientSecretFrom, clientSecretExpiresAt } = input;
  const complain = (field: keyof SecretGiven, message: string) =>
    context.addIssue({ code: 'custom', path: [field], message });
  if (clientSecretFrom !== undefined) {
    if (clientSecret !== undefined)
      complain('clientSecretFrom', 'Give the secret, or where to copy it from, not both.');
    return;
  }
  if (clientSecret === undefined) complain('clientSecret', 'This field is missing.');
  if (clientSecretExpiresAt === undefined) complain('clientSecretExpiresAt', 'This field is missing.');
}

/** The servers that get a secret, or the tokens it buys, and who vouches for them. */
export const secretServers = ['tokenEndpoint', 'graphUrl', 'smtpHost', 'smtpPort', 'caCertificate'] as const;

/** What decides where a secret goes: where one of these differs, a stored secret must be typed again. */
export const secretRecipient = ['provider', 'clientId', 'directoryId', ...secretServers] as const;
export type SecretRecipient = (typeof secretRecipient)[number];

/** A form that changes a connection and leaves its secret as it is. */
export const keptSecretSchema = connectionFields.omit({ clientSecret: true }).superRefine(checkScopes);

/** A change of a candidate: any field; the secret only when a new one is typed. */
export const connectionChangeSchema = connectionFields.omit({ provider: true }).partial().superRefine(checkScopes);
export type ConnectionChange = z.infer<typeof connectionChangeSchema>;

/** A new secret for a connection in use: tried first, stored only when the provider takes it. */
export const replaceSecretSchema = connectionFields.pick({ clientSecret: true, clientSecretExpiresAt: true });

export const testEmailInputSchema = z.strictObject({ to: address });

const instant = z.iso.datetime();

export const replySchema = z.object({
  protocol: z.enum(['oauth', 'graph', 'smtp', 'network']),
  status: z.number().optional(),
  code: z.string().optional(),
  numbers: z.array(z.number()).optional(),
  suberror: z.string().optional(),
  text: z.string(),
  retryAfterMs: z.number().optional(),
});

/** A refusal explained: who must act, what happened, what to do next, and the exact reply beside it. */
export const problemSchema = z.object({
  code: z.string(),
  class: z.enum(['config', 'consent', 'policy', 'transient', 'quota', 'content']),
  /** One short sentence: what happened. */
  title: z.string(),
  /** Why. */
  why: z.string(),
  /** What to do next. */
  cure: z.string(),
  /** The settings it is about, as this API names them (`clientSecret`, `overrides.scopes`), or `redirectUrl`; often none. */
  fields: z.array(z.string()),
  reply: replySchema,
});
export type ProblemView = z.infer<typeof problemSchema>;

export const testOutcomeSchema = z.object({
  kind: z.enum(['accepted', 'refused', 'unknown']),
  to: z.string(),
  at: instant,
  problem: problemSchema.nullable(),
});
export type TestOutcomeView = z.infer<typeof testOutcomeSchema>;

export const grantEventSchema = z.object({
  id: z.string(),
  kind: z.enum(['consented', 'issued', 'refreshed', 'rotated', 'refused', 'failed', 'disconnected']),
  at: instant,
  resource: z.string().nullable(),
  generation: z.number().nullable(),
  /** The provider's exact words. */
  reply: replySchema.nullable(),
  /** What was wrong: what the reply means, or why what the provider gave was not accepted here. */
  problem: problemSchema.nullable(),
  /** A new client secret was only tried: nothing changed for the connection. */
  isTrial: z.boolean(),
});
export type GrantEventView = z.infer<typeof grantEventSchema>;

export const grantSchema = z.object({
  account: z.object({ address: z.string().nullable(), name: z.string().nullable() }).nullable(),
  scopes: z.array(z.string()),
  generation: z.number(),
  hasRefreshToken: z.boolean(),
  consentedAt: instant.nullable(),
  /** When the refresh token held now was received. */
  receivedAt: instant.nullable(),
  /** When it ends if nothing uses it before. */
  refreshTokenEndsAt: instant.nullable(),
  /** The rule behind `refreshTokenEndsAt`: so many days without use end it. Null where the provider named the end itself. */
  refreshTokenIdleDays: z.number().nullable(),
  lastRefreshAt: instant.nullable(),
  nextRefreshAt: instant.nullable(),
  /** When the provider ended the grant, so that only a person or its administrator can revive it. */
  stoppedAt: instant.nullable(),
  accessTokens: z.array(z.object({ resource: z.string(), obtainedAt: instant, expiresAt: instant })),
});

/** What became of a grant since it began: what its life line is drawn from. */
export const grantLifeSchema = z.object({
  /** The last consent, or the first token where nobody consents. */
  beganAt: instant.nullable(),
  /** How often a token was renewed since. */
  renewals: z.number(),
  /** When: every time, or where those are too many the first of each stretch of time. */
  renewedAt: z.array(instant),
  /** When renewing failed: likewise. */
  failedAt: z.array(instant),
  /** The first failure that no renewal has followed yet. */
  failingSince: instant.nullable(),
});
export type GrantLifeView = z.infer<typeof grantLifeSchema>;

export const endpointsSchema = z.object({
  issuer: z.string(),
  authorizationEndpoint: z.string(),
  tokenEndpoint: z.string(),
  graphUrl: z.string(),
  smtpHost: z.string(),
  smtpPort: z.number(),
  caCertificate: z.string(),
  scopes: z.array(z.string()),
  saveToSentItems: z.boolean(),
});

export const connectionSchema = z.object({
  id: z.uuid(),
  provider: z.literal('microsoft'),
  providerLabel: z.string(),
  grantKind: z.enum(grantKinds),
  transport: z.enum(transports),
  stage: z.enum(['candidate', 'active', 'retired']),
  health: z.enum(['untested', 'working', 'retrying', 'invalid', 'needs_consent', 'blocked']),
  problem: problemSchema.nullable(),
  /** In use, and no next token will come: until when mail still goes out with the one in hand. */
  sendsUntil: instant.nullable(),
  senderName: z.string(),
  senderAddress: z.string(),
  clientId: z.string(),
  directoryId: z.string(),
  hasClientSecret: z.boolean(),
  clientSecretExpiresAt: instant.nullable(),
  overrides: overridesSchema,
  /** What is really used: the provider's values with the overrides applied. */
  endpoints: endpointsSchema,
  redirectUrl: z.string(),
  mailboxUrl: z.string(),
  revocation: z.enum(['none', 'rfc7009']),
  testRecipient: z.string().nullable(),
  lastTest: testOutcomeSchema.nullable(),
  createdAt: instant,
  updatedAt: instant,
  activatedAt: instant.nullable(),
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
