import { describe, expect, it } from 'vitest';
import type { Reply } from '#lib/errors/index.ts';
import { recordedReplies } from '#lib/testing/recorded-replies.ts';
import { classify } from './classify.ts';
import { google } from './google.ts';
import { microsoft } from './microsoft.ts';

const replies = recordedReplies.microsoft;
const all = [google(), microsoft()].map((one) => [one.label, one, recordedReplies[one.id]] as const);

describe.each(all)('%s', (_label, provider, recorded) => {
  it.each(recorded.map((one) => [one.reply.text, one] as const))('%s', (_text, { row, class: replyClass, reply }) => {
    expect(classify(provider, reply)).toEqual({ code: row, class: replyClass });
  });

  it('has a recorded reply for every row, and no row that another one hides', () => {
    const hit = new Set(recorded.map(({ reply }) => provider.replies.findIndex((row) => row.matches(reply))));
    const never = provider.replies.filter((_row, index) => !hit.has(index));

    expect(never.map((row) => row.code)).toEqual([]);
    expect(hit.has(-1)).toBe(false);
  });

  it('gives a code one class, wherever it stands', () => {
    const classes = new Map<string, Set<string>>();
    for (const { code, class: one } of provider.replies) classes.set(code, (classes.get(code) ?? new Set()).add(one));
    expect([...classes].filter(([, seen]) => seen.size > 1)).toEqual([]);
  });

  it('takes no server at its word that says it cannot answer now: whatever error it names, it is asked again', () => {
    const named = recorded.filter(({ reply }) => reply.protocol === 'oauth' && reply.code);
    const classes = [408, 429, 500, 502, 503, 504].flatMap((status) =>
      named.map(({ reply }) => classify(provider, { ...reply, status }).class),
    );
    expect([...new Set(classes)]).toEqual(['transient']);
  });

  it('never sends a person to consent for a page of somebody else (R7)', () => {
    const statuses = Array.from({ length: 400 }, (_, n) => 200 + n);
    const page = (status: number, code?: string): Reply => ({ protocol: 'oauth', status, code, text: '<html>' });
    const classes = statuses.flatMap((status) =>
      [page(status), page(status, 'invalid_answer')].map((reply) => classify(provider, reply).class),
    );
    expect([...new Set(classes)].sort()).toEqual(['config', 'transient']);
  });
});

it('never asks for a person’s consent where a service account acts', () => {
  // At the consent screen and in exchanging its code, where no service account comes.
  const ofConsent = ['consent_cancelled', 'google_code_malformed', 'google_verifier_mismatch', 'callback_invalid'];
  const asking = recordedReplies.google.filter(
    ({ reply }) => classify(google(), reply, 'client_credentials').class === 'consent',
  );
  expect(new Set(asking.map(({ row }) => row))).toEqual(new Set([...ofConsent, 'id_token_invalid']));
  const codes = new Set(google().replies.map(({ code }) => code));
  expect(google().replies.filter(({ ofApplication }) => ofApplication && !codes.has(ofApplication.code))).toEqual([]);
});

it('knows the Microsoft replies by their structure, so that other words change nothing', () => {
  const byWords = new Set([
    'microsoft_certificate_expired',
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
    ({ row, reply }) => classify(microsoft(), { ...reply, text: 'Other words.' }).code !== row,
  );
  expect(changed.map(({ row }) => row).filter((row) => !byWords.has(row))).toEqual([]);
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
  expect(classify(microsoft(), reply)).toEqual({ code, class: replyClass });
});
