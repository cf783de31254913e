import type { SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection';
import { EgressError } from '#lib/egress/index.ts';
import type { Reply } from '#lib/errors/index.ts';
import { MechanismMissing, SecurityMismatch, SignInRefused } from './refusals.ts';

/** What Nodemailer adds to its errors. */
type Failure = Error & { code?: unknown; originalCode?: unknown; response?: unknown; command?: unknown };

/** The yes after the last byte. Recipients it refused beside others are named. */
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
  if (error instanceof EgressError) return error.reply;
  if (error instanceof MechanismMissing) return { protocol: 'smtp', code: error.code, text: error.message };
  if (error instanceof SecurityMismatch) return { protocol: 'network', code: error.code, text: error.message };
  const failure: Failure = error instanceof Error ? error : new Error(String(error));
  if (typeof failure.response === 'string' && /^\d{3}/.test(failure.response)) {
    if (isStartTls(failure)) return starttlsMissing(failure.response);
    const challenge = error instanceof SignInRefused ? error.challenge : null;
    return { ...readReply(failure.response), ...(challenge ? { challenge } : {}) };
  }
  // Nodemailer spares the server a message beyond its SIZE (RFC 1870 §6.1), and this is what it would have said.
  if (failure.code === 'EMESSAGE') return { protocol: 'smtp', code: '5.3.4', text: failure.message };
  const code = systemCode(failure);
  return { protocol: 'network', ...(code ? { code } : {}), text: failure.message };
}

/** A server's words, all its lines as received: reply code, and enhanced code where there is one (RFC 2034). */
export function readReply(response: string, suffix = ''): Reply {
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

/** Of the system, or of TLS, wherever Nodemailer keeps it. */
export function systemCode(failure: Error & { code?: unknown; originalCode?: unknown }): string | undefined {
  const code = failure.originalCode ?? failure.code;
  return typeof code === 'string' ? code : undefined;
}
