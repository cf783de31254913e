import { randomUUID } from 'node:crypto';
import type { NoticeView } from '#lib/notices/schema.ts';
import type { WebhookDelivery, WebhookView } from '#lib/webhooks/schema.ts';
import { sender } from './places.ts';

const now = () => new Date().toISOString();
const later = () => new Date(Date.now() + 3_600_000).toISOString();

/** Warnings of both tones, told and not told. */
export function notices(): NoticeView[] {
  const notice: NoticeView = {
    id: randomUUID(),
    kind: 'secret_ending',
    connectionId: randomUUID(),
    senderName: 'Contoso Reports',
    senderAddress: sender,
    provider: 'microsoft',
    providerLabel: 'Microsoft 365',
    since: now(),
    endsAt: later(),
    daysLeft: 7,
    ending: 'client secret',
    problem: null,
    title: `Mail from ${sender} stops in 7 days: its client secret ends on 29 November 2026`,
    why: '',
    cure: '',
    email: { kind: 'sent', by: 'system', people: 2, at: now() },
    webhooks: { told: 1, waiting: 1, failed: 1 },
  };
  const sentence = 'This connection does not work, and the installation has no mail server of its own.';
  const title = `Mail from ${sender} needs somebody. The consent was taken back`;
  return [
    { ...notice, id: randomUUID(), kind: 'needs_consent', title, daysLeft: null, email: { kind: 'none', sentence } },
    notice,
  ];
}

/** Of every outcome. */
export function deliveries(): WebhookDelivery[] {
  const delivered: WebhookDelivery = {
    id: randomUUID(),
    event: 'secret.expiring',
    at: now(),
    status: 'delivered',
    attempts: 1,
    lastAttemptAt: now(),
    nextAttemptAt: null,
    responseStatus: 204,
    problem: null,
  };
  const failed = { ...delivered, responseStatus: 500, problem: 'It answered 500.', attempts: 7 };
  return [
    { ...failed, id: randomUUID(), status: 'waiting', nextAttemptAt: later() },
    { ...failed, id: randomUUID(), status: 'failed' },
    { ...delivered, id: randomUUID(), status: 'dropped', responseStatus: null, attempts: 0 },
    delivered,
  ];
}

/** One for each outcome, one that is paused, and one with a name and an address that have to be broken. */
export function webhooks(): WebhookView[] {
  const webhook: WebhookView = {
    id: randomUUID(),
    name: '',
    url: 'https://ops.contoso.example/mailgrant',
    events: ['connection.needs_consent', 'secret.expiring'],
    isEnabled: true,
    createdAt: now(),
    oldSecretUntil: null,
    lastDelivery: null,
  };
  const long = {
    name: 'The on-call alarm of the operations team'.repeat(2),
    url: `${webhook.url}/${'segment'.repeat(40)}`,
  };
  return [
    ...deliveries().map((lastDelivery) => ({ ...webhook, id: randomUUID(), lastDelivery })),
    { ...webhook, ...long, id: randomUUID(), isEnabled: false, oldSecretUntil: later() },
  ];
}
