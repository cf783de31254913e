/** Control characters, line breaks and NUL among them, and Unicode's own line breaks. */
const breaking = /[\p{Cc}\u2028\u2029]/u;

/**
 * Whether a text is one line wherever it goes. Anything else could start another header or another SMTP command
 * (RFC 5322 §2.2, RFC 5321 §4.1.1).
 */
export function isOneLine(text: string): boolean {
  return !breaking.test(text) && text.isWellFormed();
}
