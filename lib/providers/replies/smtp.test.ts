import { describe, expect, it } from 'vitest';
import { classify } from '#lib/providers/classify.ts';
import network from '#lib/providers/recorded-replies/network.json' with { type: 'json' };
import recorded from '#lib/providers/recorded-replies/smtp.json' with { type: 'json' };
import type { ReplyClass } from '#lib/providers/types.ts';
import diagnosis from '#lib/strings/en/diagnosis.json' with { type: 'json' };
import type { Recorded } from '#lib/testing/recorded-replies.ts';
import { networkReplies } from './network.ts';
import { passwordEnded } from './password-ended.ts';
import { smtpPasswordReplies, smtpReplies } from './smtp.ts';

const catalogue: Record<string, { title?: string; why?: string; cure?: string }> = diagnosis;
const replies = [...smtpPasswordReplies, ...smtpReplies, ...networkReplies];
const all = [...recorded, ...network] as Recorded[];

describe('a reply of any SMTP server', () => {
  it.each(all.map((one) => [one.reply.text, one] as const))('%s', (_text, { row, class: replyClass, reply }) => {
    expect(classify({ replies }, reply)).toEqual({ code: row, class: replyClass });
  });

  it('stands on record for every row, and no row hides another one', () => {
    const hit = new Set(all.map(({ reply }) => replies.findIndex((row) => row.matches(reply))));
    expect(replies.filter((_row, index) => !hit.has(index)).map((row) => row.code)).toEqual([]);
    expect(hit.has(-1)).toBe(false);
  });

  it('has one class for a code, and its sentences', () => {
    const classes = new Map<string, Set<ReplyClass>>();
    for (const { code, class: one } of replies) classes.set(code, (classes.get(code) ?? new Set()).add(one));
    expect([...classes].filter(([, seen]) => seen.size > 1)).toEqual([]);
    expect(replies.map(({ code }) => code).filter((code) => !(code in catalogue))).toEqual([]);
  });

  it('speaks of no password to a token: that is refused, whatever the server thinks it was', () => {
    const reply = { protocol: 'smtp', status: 535, code: '5.7.8', text: '535 5.7.8 Authentication failed' } as const;
    expect(classify({ replies: smtpReplies }, reply).code).toBe('smtp_sign_in_refused');
  });

  it('points to OAuth where passwords have ended', () => {
    const ended = new Set(passwordEnded.map(({ code }) => code));
    const cures = [...ended].filter((code) => /OAuth 2\.0/.test(catalogue[code]?.cure ?? ''));
    expect(cures).toEqual([
      'microsoft_security_defaults',
      'microsoft_basic_auth_ended',
      'google_app_password_needed',
      'google_password_blocked',
      'google_password_refused',
    ]);
  });
});
