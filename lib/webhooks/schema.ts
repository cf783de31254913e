import { z } from 'zod';
import { nameProblem } from '#lib/strings/name-problem.ts';

/** The shapes of webhooks in forms and in the REST API. Safe in the browser. */

/** What a webhook can be told of. */
export const webhookEvents = [
  'connection.needs_consent',
  'connection.needs_settings',
  'connection.recovered',
  'secret.expiring',
  'grant.expiring',
] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

/** What its deliveries can be: the events, and the one that a person asks for to see whether it arrives. */
export const deliveryEvents = [...webhookEvents, 'webhook.test'] as const;
export type DeliveryEvent = (typeof deliveryEvents)[number];

/** A tenant has so many at most. */
export const mostWebhooks = 10;

const instant = z.iso.datetime();

const url = z
  .string('Enter the address that is told.')
  .trim()
  .min(1, { error: 'Enter the address that is told.', abort: true })
  .max(2000, 'Use at most 2000 characters.')
  .refine(isCallable, 'Enter an https:// address without a user name, such as https://ops.contoso.com/mailgrant.');

/** http:// is for what the operator lists; who else asks is refused by name. */
function isCallable(text: string): boolean {
  const parsed = URL.parse(text);
  return parsed !== null && /^https?:$/.test(parsed.protocol) && !parsed.username && !parsed.password && !parsed.hash;
}

const name = z
  .string()
  .trim()
  .max(100, 'Use at most 100 characters.')
  .superRefine((text, context) => {
    const message = text === '' ? null : nameProblem(text);
    if (message) context.addIssue({ code: 'custom', message });
  });

const events = z
  .array(z.enum(webhookEvents, { error: `Choose from ${webhookEvents.join(', ')}.` }))
  .min(1, 'Choose at least one event.')
  .transform((list) => webhookEvents.filter((event) => list.includes(event)));

export const webhookInputSchema = z.strictObject({
  /** What people call it; empty where they do not. */
  name: name.default(''),
  url,
  events: events.default([...webhookEvents]),
});
export type WebhookInput = z.input<typeof webhookInputSchema>;

export const webhookChangeSchema = z.strictObject({
  name: name.optional(),
  url: url.optional(),
  events: events.optional(),
  /** One that is off is told nothing; what waits for it is dropped. */
  isEnabled: z.boolean('Say true or false.').optional(),
});
export type WebhookChange = z.input<typeof webhookChangeSchema>;

/** `waiting` is tried (again) at `nextAttemptAt`; `dropped` was not to be told any more when its turn came. */
export const deliveryStatuses = ['waiting', 'delivered', 'failed', 'dropped'] as const;

export const webhookDeliverySchema = z.object({
  /** The `webhook-id` it carries: the same over every try. */
  id: z.uuid(),
  event: z.enum(deliveryEvents),
  at: instant,
  status: z.enum(deliveryStatuses),
  attempts: z.int(),
  lastAttemptAt: instant.nullable(),
  nextAttemptAt: instant.nullable(),
  /** Of the last try: the HTTP status, where anything answered. */
  responseStatus: z.int().nullable(),
  /** Of the last try: what went wrong, in a sentence; null where nothing did. */
  problem: z.string().nullable(),
});
export type WebhookDelivery = z.infer<typeof webhookDeliverySchema>;

/** Newest first, fifty at most. */
export const webhookDeliveryListSchema = z.object({ deliveries: z.array(webhookDeliverySchema) });

export const webhookSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  url: z.string(),
  events: z.array(z.enum(webhookEvents)),
  isEnabled: z.boolean(),
  createdAt: instant,
  /** Until when the secret before this one signs too; null where it does not any more. */
  oldSecretUntil: instant.nullable(),
  lastDelivery: webhookDeliverySchema.nullable(),
});
export type WebhookView = z.infer<typeof webhookSchema>;

export const webhookListSchema = z.object({ webhooks: z.array(webhookSchema) });

/** The only answers that ever hold a secret: when it is made. */
export const webhookWithSecretSchema = z.object({ webhook: webhookSchema, secret: z.string() });
export type WebhookWithSecret = z.infer<typeof webhookWithSecretSchema>;
