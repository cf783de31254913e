import type { NoticeView } from '#lib/notices/schema.ts';

/** How loud a notice is: what ends will need somebody; what has ended, or does not work, needs them now. */
export function toneOfNotice({ kind, daysLeft }: Pick<NoticeView, 'kind' | 'daysLeft'>): 'warn' | 'bad' {
  const isEnding = kind === 'secret_ending' || kind === 'grant_ending';
  return isEnding && daysLeft !== 0 ? 'warn' : 'bad';
}
