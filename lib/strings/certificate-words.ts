import { createTranslator } from 'next-intl';
import type { CertificateFacts, CertificateProblem } from '#lib/crypto/certificate-schema.ts';
import certificate from '#lib/strings/en/certificate.json' with { type: 'json' };

const translate = createTranslator({ locale: 'en', messages: certificate });
const longDate = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** A certificate in one line: whose it is, by whom, until when, and whether it signs others. */
export function certificateWords(facts: CertificateFacts, now = new Date()): string {
  const { subjectName: subject, issuerName: issuer, notAfter, isSelfSigned, isCa } = facts;
  const hasEnded = new Date(notAfter) <= now;
  const key = isSelfSigned
    ? hasEnded
      ? 'words.selfSignedEnded'
      : 'words.selfSigned'
    : hasEnded
      ? 'words.ended'
      : 'words.issued';
  const words = translate(key, { subject, issuer, day: longDate.format(new Date(notAfter)) });
  return isCa ? translate('words.signsOthers', { words }) : words;
}

/** What is wrong with a PEM text, and what to do about it. */
export function certificateProblemWords({ code, params }: CertificateProblem): string {
  return translate(`problem.${code}`, params);
}
