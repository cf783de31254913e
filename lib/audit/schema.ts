import { z } from 'zod';

/** The audit log in the REST API and on its page. Safe in the browser. */

export const actorKinds = ['user', 'api_key', 'operator', 'system'] as const;

export const auditEventSchema = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  actor: z.object({
    kind: z.enum(actorKinds),
    id: z.string().nullable(),
    /** Of the system a key, such as `sign_in`. */
    name: z.string().nullable(),
  }),
  action: z.string(),
  target: z.object({ kind: z.string(), id: z.string().nullable() }).nullable(),
  /** What people called the target when this happened; it stays after the target is gone. Null where nobody wrote it. */
  targetName: z.string().nullable(),
  ip: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
});
export type AuditEventView = z.infer<typeof auditEventSchema>;

export const auditQuerySchema = z.strictObject({
  /** Only entries older than this id. */
  before: z
    .string()
    .regex(/^\d{1,18}$/, 'Use the value of `next` from the page before.')
    .optional(),
  limit: z.coerce
    .number('Use a number from 1 to 200.')
    .int('Use a whole number.')
    .min(1, 'Ask for at least 1.')
    .max(200, 'Ask for at most 200.')
    .default(50),
});
export type AuditQuery = z.input<typeof auditQuerySchema>;

export const auditPageSchema = z.object({
  events: z.array(auditEventSchema),
  /** The `before` of the next page; null on the last. */
  next: z.string().nullable(),
});
export type AuditPage = z.infer<typeof auditPageSchema>;
