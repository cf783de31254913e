import { AppError } from '#lib/errors/index.ts';
import { holdsEncodedWord } from '#lib/strings/holds-encoded-word.ts';
import { isOneLine } from '#lib/strings/is-one-line.ts';
import type { OutgoingMail } from './types.ts';

const address = /^[^\s<>,;:"()[\]\\@]+@[^\s<>,;:"()\\@]+$/;
const messageId = /^<[^\s<>@\p{Cc}]+@[^\s<>@\p{Cc}]+>$/u;
const contentType = /^[\w.+-]+\/[\w.+-]+(; ?[\w-]+=("[^"\\]*"|[\w.+-]+))*$/;

/** Refuses a mail whose fields could say more than one thing in a header or an SMTP command. Throws AppError. */
export function requireComposable(mail: OutgoingMail): void {
  const problems = [
    ...(isAddress(mail.from.address) ? [] : [{ path: 'from.address', message: 'is not one e-mail address' }]),
    ...oneLine('from.name', mail.from.name),
    // Quoted, as RFC 2047 §5 has it, it would still be decoded by some.
    ...(holdsEncodedWord(mail.from.name) ? [{ path: 'from.name', message: 'must not look like an encoded word' }] : []),
    ...oneLine('subject', mail.subject),
    ...(mail.to.length > 0 ? [] : [{ path: 'to', message: 'names no recipient' }]),
    ...mail.to.flatMap((to, index) =>
      isAddress(to) ? [] : [{ path: `to.${index}`, message: 'is not one e-mail address' }],
    ),
    ...(messageId.test(mail.messageId)
      ? []
      : [{ path: 'messageId', message: 'is not a Message-ID in angle brackets' }]),
    ...(mail.attachments ?? []).flatMap((part, index) => [
      ...oneLine(`attachments.${index}.filename`, part.filename),
      ...(contentType.test(part.contentType)
        ? []
        : [{ path: `attachments.${index}.contentType`, message: 'is not a content type' }]),
    ]),
  ];
  if (problems.length === 0) return;
  const list = problems.map((problem) => `${problem.path} ${problem.message}`).join('; ');
  throw new AppError('invalid_input', `This message cannot be composed: ${list}.`, { fields: problems });
}

function isAddress(text: string): boolean {
  return text.length <= 320 && isOneLine(text) && address.test(text);
}

function oneLine(path: string, text: string) {
  return isOneLine(text) ? [] : [{ path, message: 'must be one line' }];
}
