import type { SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection';
import type { Reply } from '#lib/errors/index.ts';
import { noXoauth2 } from './xoauth2.ts';

/** What Nodemailer adds to its errors. */
type Failure = Error & { code?: unknown; originalCode?: unknown; response?: unknown; command?: unknown };

/** The yes after the last byte, the server's own words. Recipients it refused beside others are named. */
export function acceptedReply(info: SMTPConnectionSendInfo): Reply {
  const refused = info.rejectedErrors ?? [];
  const others = refused.map((error) => ` (not to ${error.recipient}: ${error.response})`).join('');
  return readReply(info.response, others);
}

/**
 * What went wrong in an SMTP conversation. The server's reply outranks Nodemailer's code: that says EENVELOPE for
 * a passing 450 and a final 550 alike.
 */
export function smtpReply(error: unknown): Reply {
  const failure: Failure = error instanceof Error ? error : new Error(String(error));
  if (typeof failure.response === 'string' && /^\d{3}/.test(failure.response)) {
    return isStartTls(failure) ? starttlsMissing(failure.response) : readReply(failure.response);
  }
  if (failure.message === noXoauth2) {
    return { protocol: 'smtp', code: 'XOAUTH2_MISSING', text: failure.message };
  }
  const code = systemCode(failure);
  return { protocol: 'network', ...(code ? { code } : {}), text: failure.message };
}

/** Reply code, and enhanced code where there is one (RFC 2034). The text stays as received, all its lines. */
function readReply(response: string, suffix = ''): Reply {
  const [, status, code] = /^(\d{3})(?:[ -](\d\.\d{1,3}\.\d{1,3}))?/.exec(response) ?? [];
  return {
    protocol: 'smtp',
    ...(status ? { status: Number(status) } : {}),
    ...(code ? { code } : {}),
    text: response + suffix,
  };
}

function isStartTls(failure: Failure): boolean {
  return failure.command === 'STARTTLS';
}

/** Not passed on as an SMTP refusal: what matters is that TLS is not to be had here, so nothing was said. */
function starttlsMissing(response: string): Reply {
  return { protocol: 'network', code: 'STARTTLS_MISSING', text: response };
}

function systemCode(failure: Failure): string | undefined {
  const code = failure.originalCode ?? failure.code;
  return typeof code === 'string' ? code : undefined;
}
