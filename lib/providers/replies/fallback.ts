import type { Reply } from '#lib/errors/index.ts';
import type { Classification } from '#lib/providers/classify.ts';
import { speaksHttp } from '#lib/transports/schema.ts';

/** What a reply means that no table knows: by what its protocol says of such replies at large. */
export function fallback(reply: Reply): Classification {
  switch (reply.protocol) {
    case 'oauth':
      return oauthFallback(reply);
    case 'network':
      return { code: 'network_failed', class: 'transient' };
    default:
      return speaksHttp(reply.protocol) ? httpFallback(reply) : smtpFallback(reply);
  }
}

function oauthFallback({ status, code }: Reply): Classification {
  if (isPassing(status) || (status === undefined && code === undefined))
    return { code: 'no_answer', class: 'transient' };
  return { code: 'request_refused', class: 'config' };
}

function httpFallback({ status }: Reply): Classification {
  if (status === undefined || isPassing(status)) return { code: 'no_answer', class: 'transient' };
  if (status === 403) return { code: 'sending_forbidden', class: 'policy' };
  return { code: 'request_refused', class: 'config' };
}

/** RFC 5321 §4.2.1: 4yz is passing, 5yz is not. RFC 4954 §6 names the 53x replies that concern signing in. */
function smtpFallback({ status }: Reply): Classification {
  if (status === undefined || status < 500) return { code: 'smtp_try_later', class: 'transient' };
  if (status >= 530 && status <= 538) return { code: 'smtp_sign_in_refused', class: 'config' };
  return { code: 'message_refused', class: 'content' };
}

/** HTTP's ways to say: not now. */
export function isPassing(status: number | undefined): boolean {
  return status === 408 || status === 429 || (status !== undefined && status >= 500);
}
