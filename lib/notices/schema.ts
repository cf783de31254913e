import { z } from 'zod';
import { problemSchema } from '#lib/connections/schema.ts';
import { providerIds } from '#lib/providers/schema.ts';

/** The shapes of notices in the REST API and on the screens. Safe in the browser. */

/** What a tenant's people are warned of, while it is so. */
export const noticeKinds = ['needs_consent', 'needs_settings', 'secret_ending', 'grant_ending'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

const instant = z.iso.datetime();

/** How the newest step of a notice was told by e-mail. `sentence` says why it was not. */
export const noticeEmailSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('waiting') }),
  /** Through the connection itself, or by the mailer of whoever runs this installation. */
  z.object({ kind: z.literal('sent'), by: z.enum(['connection', 'system']), people: z.int(), at: instant }),
  z.object({ kind: z.literal('failed'), sentence: z.string() }),
  z.object({ kind: z.literal('none'), sentence: z.string() }),
]);
export type NoticeEmail = z.infer<typeof noticeEmailSchema>;

export const noticeSchema = z.object({
  id: z.uuid(),
  kind: z.enum(noticeKinds),
  connectionId: z.uuid(),
  senderName: z.string(),
  senderAddress: z.string(),
  provider: z.enum(providerIds),
  providerLabel: z.string(),
  since: instant,
  /** Of what ends: when, and in how many days, rounded up; 0 once it has, and on its last day where only that is known. */
  endsAt: instant.nullable(),
  daysLeft: z.int().nullable(),
  /** What ends, as its form calls it: client secret, certificate; null where nothing of the kind does. */
  ending: z.string().nullable(),
  /** Of trouble: what happened and why, what to do, and by its class whose act that is. */
  problem: problemSchema.nullable(),
  /** In sentences: what happens and when, why, and what to do, as the e-mail says them. */
  title: z.string(),
  why: z.string(),
  cure: z.string(),
  email: noticeEmailSchema,
  /** Webhooks told of the newest step, still to be told of it, and not told for good. */
  webhooks: z.object({ told: z.int(), waiting: z.int(), failed: z.int() }),
});
export type NoticeView = z.infer<typeof noticeSchema>;

/** The most pressing first. */
export const noticeListSchema = z.object({ notices: z.array(noticeSchema) });
