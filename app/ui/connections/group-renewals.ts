import type { GrantEventView } from '#lib/connections/schema.ts';

/** One event, or several renewals in a row that went well: newest first, as they came. */
export type HistoryEntry = { event: GrantEventView; others: GrantEventView[] };

const isRenewal = ({ kind }: GrantEventView) => kind === 'refreshed' || kind === 'rotated';

/** Joins renewals that follow one another: of these nobody wants to read each. */
export function groupRenewals(events: GrantEventView[]): HistoryEntry[] {
  const entries: HistoryEntry[] = [];
  for (const event of events) {
    const last = entries.at(-1);
    if (last && isRenewal(event) && isRenewal(last.event) && event.resource === last.event.resource) {
      last.others.push(event);
    } else entries.push({ event, others: [] });
  }
  return entries;
}
