import { describe, expect, it, vi } from 'vitest';
import type { Reply } from '#lib/errors/index.ts';
import diagnosis from '#lib/strings/en/diagnosis.json' with { type: 'json' };
import { recordedReplies } from '#lib/testing/recorded-replies.ts';
import { classify } from './classify.ts';
import { google } from './google.ts';
import { type Provider, providers, type ReplyClass, type ReplyRow } from './index.ts';
import { microsoft } from './microsoft.ts';

// The configuration asks for a database that nothing here uses.
vi.stubEnv('DATABASE_URL', 'postgres://nobody@127.0.0.1:1/none');

const catalogue: Record<string, { title?: string; why?: string; cure?: string }> = diagnosis;

/** Every reply on record, whichever provider's: some rows stand in the tables of several. */
const onRecord = Object.values(recordedReplies).flat();

/** Rows that no recorded reply of their name and class is read by. */
function unrecorded(replies: readonly ReplyRow[]): string[] {
  const readBy = (reply: Reply) => replies.find((row) => row.matches(reply));
  const recorded = new Set(
    onRecord.flatMap((one) => {
      const row = readBy(one.reply);
      return row && row.code === one.row && row.class === one.class ? [row] : [];
    }),
  );
  return replies.filter((row) => !recorded.has(row)).map(({ code }) => code);
}

describe.each(providers().map((one) => [one.id, one] as const))('the one table of %s', (_id, { replies }) => {
  it('has a recorded reply for each row, which says who must act', () => {
    expect(unrecorded(replies)).toEqual([]);
  });

  it('control: a row without one is seen, and one that another row hides', () => {
    const unheardOf: ReplyRow = {
      code: 'unheard_of',
      class: 'policy',
      matches: ({ text }) => text.includes('unheard of'),
    };
    expect(unrecorded([unheardOf, ...replies])).toEqual(['unheard_of']);
    const [first] = replies;
    if (!first) throw new Error('a table has rows');
    expect(unrecorded([first, { ...first }, ...replies.slice(1)])).toEqual([first.code]);
  });

  it('has its sentences for each row', () => {
    const silent = replies.filter(({ code }) => {
      const { title, why, cure } = catalogue[code] ?? {};
      return !(title && why && cure);
    });
    expect(silent.map(({ code }) => code)).toEqual([]);
  });
});

type Renewal = [what: string, provider: Pick<Provider, 'replies'>, reply: Partial<Reply>, replyClass: ReplyClass];

const entra = (replyClass: ReplyClass, ...numbers: number[]): Renewal[] =>
  numbers.map((number) => {
    const text = `AADSTS${number}`;
    return [text, microsoft(), { code: 'invalid_grant', numbers: [number], text }, replyClass];
  });

const ofGoogle = (row: string, replyClass: ReplyClass): Renewal[] =>
  recordedReplies.google.filter((one) => one.row === row).map(({ reply }) => [reply.text, google(), reply, replyClass]);

/** What a renewal is answered, and who must act: most of it comes as `invalid_grant`. */
const renewals: Renewal[] = [
  ...ofGoogle('google_grant_revoked', 'consent'),
  ...ofGoogle('google_reauthentication_needed', 'policy'),
  ...ofGoogle('google_not_delegated', 'policy'),
  ...ofGoogle('google_clock', 'config'),
  ...entra('consent', 700082, 70008, 50173),
  ...entra('policy', 50076, 50079, 50158, 53003, 530032, 70043),
  // A clock, the end of a secret.
  ...entra('config', 700024, 7000222),
  ...entra('transient', 50196),
];

it.each(renewals)('who must act when a renewal is answered: %s', (_what, provider, reply, replyClass) => {
  const full: Reply = { protocol: 'oauth', status: 400, text: '', ...reply };
  expect(classify(provider, full).class).toBe(replyClass);
  // Whatever else stands beside the number says less.
  if (!full.numbers) return;
  for (const suberror of ['bad_token', 'token_expired', 'basic_action', 'message_only', 'consent_required']) {
    expect(classify(provider, { ...full, suberror }).class).toBe(replyClass);
  }
  for (const code of ['invalid_client', 'interaction_required', 'unauthorized_client']) {
    expect(classify(provider, { ...full, code }).class).toBe(replyClass);
  }
});
