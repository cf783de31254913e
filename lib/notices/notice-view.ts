import type { Notice, NoticeStep } from '#lib/db/generated/client.ts';
import { type ProviderId, provider as providerOf } from '#lib/providers/index.ts';
import { sentence } from '#lib/strings/index.ts';
import type { Watched } from './matters.ts';
import { noticeWords } from './notice-words.ts';
import type { NoticeEmail, NoticeKind, NoticeView } from './schema.ts';

type Row = Notice & { steps: NoticeStep[]; connection: Watched };

/** What is shown of a notice, and how its newest step was told. */
export function noticeView(row: Row, counts: Map<string, NoticeView['webhooks']>, now: Date): NoticeView {
  const { connection } = row;
  const [step] = row.steps;
  const provider = providerOf(connection.provider as ProviderId);
  return {
    id: row.id,
    kind: row.kind as NoticeKind,
    connectionId: connection.id,
    senderName: connection.senderName,
    senderAddress: connection.senderAddress,
    provider: provider.id,
    providerLabel: provider.label,
    since: row.openedAt.toISOString(),
    endsAt: row.endsAt?.toISOString() ?? null,
    ...noticeWords(row, connection, now),
    email: step ? emailView(step) : { kind: 'waiting' },
    webhooks: (step && counts.get(step.id)) ?? { told: 0, waiting: 0, failed: 0 },
  };
}

function emailView({ mailState, mailBy, mailPeople, mailAt, mailProblem }: NoticeStep): NoticeEmail {
  if (mailState === 'sent' && mailAt) {
    const by = mailBy === 'connection' ? 'connection' : 'system';
    return { kind: 'sent', by, people: mailPeople.length, at: mailAt.toISOString() };
  }
  if (mailState === 'waiting') return { kind: 'waiting' };
  const reason = mailProblem ?? sentence('notices.mail.refused', { why: '' }).trim();
  return { kind: mailState === 'none' ? 'none' : 'failed', sentence: reason };
}
