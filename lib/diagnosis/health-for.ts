import type { ReplyClass } from '#lib/providers/index.ts';

const healths = {
  config: 'invalid',
  consent: 'needs_consent',
  policy: 'blocked',
  transient: 'retrying',
  quota: 'retrying',
  // The provider signed us in, looked at this one message and refused it: the connection works.
  content: 'working',
} as const satisfies Record<ReplyClass, string>;

/** What a refusal of this class shows about the connection. */
export function healthFor(replyClass: ReplyClass): (typeof healths)[ReplyClass] {
  return healths[replyClass];
}
