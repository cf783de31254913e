import { z } from 'zod';
import { transportIds } from '#lib/transports/schema.ts';

/** What became of a grant, in the REST API and on the screens. Safe in the browser; everybody takes it from schema.ts. */

const instant = z.iso.datetime();

export const replySchema = z.object({
  protocol: z.enum(['oauth', 'network', ...transportIds]),
  status: z.number().optional(),
  code: z.string().optional(),
  numbers: z.array(z.number()).optional(),
  suberror: z.string().optional(),
  text: z.string(),
  /** What an SMTP server gave as its reason before the reply itself. */
  challenge: z.string().optional(),
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
  kind: z.enum([
    'consented',
    'issued',
    'refreshed',
    'rotated',
    'refused',
    'failed',
    'disconnected',
    'revoked',
    'revocation_kept',
    'revocation_failed',
    'test_accepted',
    'test_refused',
    'test_unknown',
    'sign_in_accepted',
    'sign_in_refused',
  ]),
  at: instant,
  /** Who did it, by the name they had then; null where it happened by itself. */
  by: z.object({ kind: z.enum(['user', 'api_key', 'operator']), name: z.string() }).nullable(),
  /** Whom a test e-mail was for. */
  to: z.string().nullable(),
  resource: z.string().nullable(),
  generation: z.number().nullable(),
  /** The provider's exact words; of a sign-in also where it went well. */
  reply: replySchema.nullable(),
  /** What was wrong: what the reply means, or why what the provider gave was not accepted here. */
  problem: problemSchema.nullable(),
  /** A new client secret was only tried: nothing changed for the connection. */
  isTrial: z.boolean(),
});
export type GrantEventView = z.infer<typeof grantEventSchema>;

/** What would become of the access at the provider if the token were forgotten now. */
export const revocationForecastSchema = z.object({
  /**
   * `revoked` there; `kept`, because another connection of this installation uses it; `stands`, because it cannot be
   * revoked from here; `none` where there is none.
   */
  access: z.enum(['revoked', 'kept', 'stands', 'none']),
});
export type RevocationForecast = z.infer<typeof revocationForecastSchema>;

/** What became of the access at the provider when the token was forgotten. */
export const revocationSchema = z.object({
  /** `kept`: another connection of this installation uses it. `failed`: it still stands at the provider. */
  kind: z.enum(['under_way', 'revoked', 'kept', 'failed']),
  at: instant,
  /** Where it failed, or the token was dead already: the provider's exact words. */
  reply: replySchema.nullable(),
});
export type RevocationView = z.infer<typeof revocationSchema>;

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
  /**
   * The last day that can be foreseen, the soonest of those that are known: `unused` for so many days, `named` by its
   * provider, or that of the client secret. Null where nobody knows one, and once the grant has ended.
   */
  lastDay: z.object({ at: instant, rule: z.enum(['unused', 'named', 'secret']) }).nullable(),
  lastRefreshAt: instant.nullable(),
  /** When somebody last sent with it, to the hour. */
  lastUsedAt: instant.nullable(),
  /** When it is renewed, kept alive or tried again by itself; null where that waits for the next use. */
  nextRefreshAt: instant.nullable(),
  /**
   * Who has the next token fetched: `ahead` of its end, by itself; `on_demand`, whoever sends, and by itself only so
   * often as keeps the grant alive; `none`, nobody, until somebody has acted.
   */
  renewal: z.enum(['ahead', 'on_demand', 'none']),
  /** The request for the next token, from its announcement until its answer is stored; null where there is none. */
  request: z
    .object({
      kind: z.enum(['under_way', 'unanswered']),
      /** Until when everybody waits for the answer or, where none came, for the next try; null where nobody waits. */
      until: instant.nullable(),
      /** Of a refresh token that its server takes once: how often it may still be shown. Null where nobody counts. */
      triesLeft: z.number().nullable(),
    })
    .nullable(),
  /** When the provider ended the grant, so that only a person or its administrator can revive it. */
  stoppedAt: instant.nullable(),
  accessTokens: z.array(
    z.object({
      resource: z.string(),
      obtainedAt: instant,
      expiresAt: instant,
      /** The last test e-mail was turned away with it: its time is worth nothing. */
      isRefused: z.boolean(),
    }),
  ),
});

/** One refresh token of a grant: when it came and by what, and what became of it. */
const generationSchema = z.object({
  generation: z.number(),
  /** A person consented, or the provider gave it in the place of the one before. */
  by: z.enum(['consent', 'rotation']),
  /** Who consented, by the name they had then. */
  consentedBy: z.string().nullable(),
  receivedAt: instant,
  /** When the next one came; null of the last. */
  replacedAt: instant.nullable(),
  /** How often a renewal left it in force, and when it last did. */
  timesKept: z.number(),
  keptAt: instant.nullable(),
  /** How often a renewal with it failed. */
  failures: z.number(),
});
export type GenerationView = z.infer<typeof generationSchema>;

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
  /**
   * The chain of refresh tokens since the first consent, newest first: the last few, and every one that a consent
   * brought. A reconnect goes on with it; disconnecting ends it.
   */
  chain: z.array(generationSchema),
});
export type GrantLifeView = z.infer<typeof grantLifeSchema>;
