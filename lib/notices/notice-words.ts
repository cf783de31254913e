import { type ProblemView, secretEndsAt } from '#lib/connections/schema.ts';
import type { Notice } from '#lib/db/generated/client.ts';
import { type ProviderId, provider as providerOf } from '#lib/providers/index.ts';
import { secretRule } from '#lib/providers/schema.ts';
import { hasSentence, sentence } from '#lib/strings/index.ts';
import { describeProblem, type StoredProblem } from '#lib/tokens/index.ts';
import type { Watched } from './matters.ts';
import { daysLeft } from './steps.ts';

export type NoticeWords = {
  title: string;
  why: string;
  cure: string;
  problem: ProblemView | null;
  ending: string | null;
  daysLeft: number | null;
};

const longDate = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** What a notice says now, to a person who knows nothing of it yet. */
export function noticeWords(notice: Pick<Notice, 'kind' | 'endsAt'>, connection: Watched, now: Date): NoticeWords {
  const provider = providerOf(connection.provider as ProviderId);
  const sender = connection.senderAddress;
  const { endsAt } = notice;
  if (endsAt === null) return troubleWords(connection);
  const days = daysLeft(endsAt, now);
  const settings = connection.settings as Record<string, string>;
  const rule = secretRule({ provider: provider.id, grantKind: connection.grantKind, settings });
  // Where only a day is known, it is the last one: the secret works until that is over.
  const secretEnd = secretEndsAt({ clientSecretExpiresAt: endsAt, secretEndSource: connection.secretEndSource });
  const isOver = secretEnd !== null && secretEnd <= now ? 'yes' : 'no';
  const values = { sender, provider: provider.label, days, day: longDate.format(endsAt), secret: rule.name, isOver };
  const say = (part: 'title' | 'why' | 'cure') => {
    const own = `notices.${provider.id}_${notice.kind}.${part}`;
    return sentence(hasSentence(own) ? own : `notices.${notice.kind}.${part}`, values);
  };
  return {
    title: say('title'),
    why: say('why'),
    cure: say('cure'),
    problem: null,
    ending: notice.kind === 'secret_ending' ? rule.name : null,
    daysLeft: days,
  };
}

/** Trouble is explained by its diagnosis. */
function troubleWords({ provider, problem: stored, senderAddress: sender }: Watched): NoticeWords {
  const none = { problem: null, ending: null, daysLeft: null };
  // It passed since.
  if (stored === null) return { ...recoveredWords(sender), ...none };
  const problem = describeProblem(provider as ProviderId, stored as StoredProblem, 'renewing');
  const title = sentence('notices.trouble.title', { sender, what: problem.title.replace(/\.$/, '') });
  return { ...none, title, why: problem.why, cure: problem.cure, problem };
}

/** What is said once it is over. */
export function recoveredWords(sender: string): Pick<NoticeWords, 'title' | 'why' | 'cure'> {
  const say = (part: string) => sentence(`notices.recovered.${part}`, { sender });
  return { title: say('title'), why: say('why'), cure: say('cure') };
}
