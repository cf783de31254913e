import { expect, it } from 'vitest';
import type { GrantEventView } from '#lib/connections/schema.ts';
import { groupRenewals } from './group-renewals.ts';

const event = (id: string, kind: GrantEventView['kind'], resource: string | null = 'graph'): GrantEventView => ({
  id,
  kind,
  resource,
  at: '2026-11-22T00:00:00.000Z',
  by: null,
  to: null,
  generation: null,
  reply: null,
  problem: null,
  isTrial: false,
});
const told = (events: GrantEventView[]) =>
  groupRenewals(events).map(({ event, others }) => [event.id, ...others.map(({ id }) => id)]);

it('joins renewals in a row, by either kind, and nothing else', () => {
  expect(
    told([
      event('9', 'rotated'),
      event('8', 'refreshed'),
      event('7', 'failed'),
      event('6', 'failed'),
      event('5', 'rotated'),
      event('4', 'rotated', 'outlook'),
      event('3', 'test_accepted', null),
      event('2', 'issued'),
      event('1', 'issued'),
    ]),
  ).toEqual([['9', '8'], ['7'], ['6'], ['5'], ['4'], ['3'], ['2'], ['1']]);
});
