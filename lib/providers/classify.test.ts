import { expect, it } from 'vitest';
import type { Reply } from '#lib/errors/index.ts';
import { classify } from './classify.ts';
import { microsoft } from './microsoft.ts';
import recorded from './recorded-replies.json' with { type: 'json' };

const provider = microsoft();
const replies = recorded as { row: string; class: string; reply: Reply }[];

it.each(replies.map((one) => [one.reply.text, one] as const))('%s', (_text, { row, class: replyClass, reply }) => {
  expect(classify(provider, reply)).toEqual({ code: row, class: replyClass });
});

it('has a recorded reply for every row, and no row that another one hides', () => {
  const hit = new Set(replies.map(({ reply }) => provider.replies.findIndex((row) => row.matches(reply))));
  const never = provider.replies.filter((_row, index) => !hit.has(index));

  expect(never.map((row) => row.code)).toEqual([]);
  expect(hit.has(-1)).toBe(false);
});

it('gives a code one class, wherever it stands', () => {
  const classes = new Map<string, Set<string>>();
  for (const { code, class: one } of provider.replies) classes.set(code, (classes.get(code) ?? new Set()).add(one));
  expect([...classes].filter(([, seen]) => seen.size > 1)).toEqual([]);
});

it('knows the Microsoft replies by their structure, so that other words change nothing', () => {
  const byWords = new Set([
    'microsoft_smtp_off_tenant',
    'microsoft_smtp_off_mailbox',
    'microsoft_security_defaults',
    'microsoft_basic_auth_ended',
    'microsoft_smtp_password_wrong',
    'microsoft_smtp_conditional_access',
    'microsoft_smtp_no_mailbox_access',
    'microsoft_send_as_denied',
    'microsoft_smtp_connections',
    'microsoft_submission_quota',
    'microsoft_graph_token_expired',
    'microsoft_graph_audience',
    'microsoft_app_limited',
  ]);
  const changed = replies.filter(
    ({ row, reply }) => classify(provider, { ...reply, text: 'Other words.' }).code !== row,
  );
  expect(changed.map(({ row }) => row).filter((row) => !byWords.has(row))).toEqual([]);
});

it('never sends a person to consent for a page of somebody else (R7)', () => {
  const statuses = Array.from({ length: 400 }, (_, n) => 200 + n);
  const page = (status: number, code?: string): Reply => ({ protocol: 'oauth', status, code, text: '<html>' });
  const classes = statuses.flatMap((status) =>
    [page(status), page(status, 'invalid_answer')].map((reply) => classify(provider, reply).class),
  );
  expect([...new Set(classes)].sort()).toEqual(['config', 'transient']);
});

it.each<[Reply, string, string]>([
  [{ protocol: 'oauth', status: 400, code: 'brand_new', text: 'x' }, 'request_refused', 'config'],
  [{ protocol: 'oauth', status: 403, text: 'x' }, 'request_refused', 'config'],
  [{ protocol: 'oauth', status: 408, text: 'x' }, 'no_answer', 'transient'],
  [{ protocol: 'oauth', status: 520, text: 'x' }, 'no_answer', 'transient'],
  [{ protocol: 'oauth', text: 'x' }, 'no_answer', 'transient'],
  [{ protocol: 'graph', status: 400, code: 'BrandNew', text: 'x' }, 'request_refused', 'config'],
  [{ protocol: 'graph', status: 403, code: 'BrandNew', text: 'x' }, 'sending_forbidden', 'policy'],
  [{ protocol: 'graph', status: 408, text: 'x' }, 'no_answer', 'transient'],
  [{ protocol: 'graph', text: 'x' }, 'no_answer', 'transient'],
  [{ protocol: 'smtp', text: 'x' }, 'smtp_try_later', 'transient'],
  [{ protocol: 'smtp', status: 535, code: '5.9.9', text: 'x' }, 'smtp_sign_in_refused', 'config'],
  [{ protocol: 'smtp', status: 554, code: '5.9.9', text: 'x' }, 'message_refused', 'content'],
  [{ protocol: 'network', code: 'EBRANDNEW', text: 'x' }, 'network_failed', 'transient'],
  [{ protocol: 'network', text: 'x' }, 'network_failed', 'transient'],
])('always has an answer: %j', (reply, code, replyClass) => {
  expect(classify(provider, reply)).toEqual({ code, class: replyClass });
});
