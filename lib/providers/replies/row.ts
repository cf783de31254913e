import type { Reply } from '#lib/errors/index.ts';
import type { ReplyClass, ReplyRow } from '#lib/providers/types.ts';

/** Makes rows that ask of a reply: this protocol, and every condition given. Structured fields first, words last. */
export function rowsOf(protocol: Reply['protocol']) {
  return (code: string, replyClass: ReplyClass, ...conditions: ((reply: Reply) => boolean)[]): ReplyRow => ({
    code,
    class: replyClass,
    matches: (reply) => reply.protocol === protocol && conditions.every((holds) => holds(reply)),
  });
}

/** The same reply says something else to an application that acts by itself: nobody consented to it. */
export function orOfApplication(row: ReplyRow, code: string, replyClass: ReplyClass): ReplyRow {
  return { ...row, ofApplication: { code, class: replyClass } };
}

/** One of these numbers (Entra's AADSTS numbers). */
export const numbered =
  (...numbers: number[]) =>
  (reply: Reply): boolean =>
    reply.numbers?.some((number) => numbers.includes(number)) ?? false;

/** One of these codes, in any case. */
export const coded =
  (...codes: string[]) =>
  (reply: Reply): boolean =>
    codes.some((code) => code.toLowerCase() === reply.code?.toLowerCase());

export const suberror =
  (...names: string[]) =>
  (reply: Reply): boolean =>
    reply.suberror !== undefined && names.includes(reply.suberror);

export const status =
  (...statuses: number[]) =>
  (reply: Reply): boolean =>
    reply.status !== undefined && statuses.includes(reply.status);

export const statusFrom =
  (lowest: number, highest: number) =>
  (reply: Reply): boolean =>
    reply.status !== undefined && reply.status >= lowest && reply.status <= highest;

/** The last resort: the provider's words. */
export const saying =
  (words: RegExp) =>
  (reply: Reply): boolean =>
    words.test(reply.text);
