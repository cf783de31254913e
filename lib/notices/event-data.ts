import { config } from '#lib/config/index.ts';
import type { Notice } from '#lib/db/generated/client.ts';
import type { EventData } from '#lib/webhooks/index.ts';
import type { WebhookEvent } from '#lib/webhooks/schema.ts';
import type { Watched } from './matters.ts';
import { noticeWords, recoveredWords } from './notice-words.ts';
import type { NoticeKind } from './schema.ts';
import type { Step } from './steps.ts';

const events = {
  needs_consent: 'connection.needs_consent',
  needs_settings: 'connection.needs_settings',
  secret_ending: 'secret.expiring',
  grant_ending: 'grant.expiring',
} as const satisfies Record<NoticeKind, WebhookEvent>;

/** The event by which webhooks are told of a step. */
export function eventOf(kind: string, step: Step): WebhookEvent {
  return step === 'recovered' ? 'connection.recovered' : events[kind as NoticeKind];
}

/** Where a person looks at a connection. */
export function connectionPage(slug: string, id: string): string {
  return `${config().publicUrl}/t/${slug}/mail/connections/${id}`;
}

/** What a webhook is told: in sentences, by codes, and where to look. Nothing of it is a secret. */
export function eventData(
  notice: Pick<Notice, 'kind' | 'openedAt' | 'endsAt'>,
  { slug, connection, step, now }: { slug: string; connection: Watched; step: Step; now: Date },
): EventData {
  const { id, senderName: name, senderAddress: address, provider } = connection;
  const about = { tenant: slug, connection: { id, name, address, provider }, since: notice.openedAt.toISOString() };
  const consoleUrl = connectionPage(slug, id);
  if (step === 'recovered') return { ...about, ...recoveredWords(address), consoleUrl };
  const { problem, ending, daysLeft, title, why, cure } = noticeWords(notice, connection, now);
  return {
    ...about,
    title,
    why,
    cure,
    ...(problem ? { problem: { code: problem.code, class: problem.class, title: problem.title } } : {}),
    ...(ending ? { ending } : {}),
    ...(notice.endsAt ? { endsAt: notice.endsAt.toISOString(), daysLeft } : {}),
    consoleUrl,
  };
}
