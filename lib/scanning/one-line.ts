/** As much of a scanner's words as is stored and shown. */
export const shownLength = 200;

/** A scanner's words as one line, never empty. */
export function oneLine(answer: string): string {
  const text = answer
    .toWellFormed()
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
  return text === '' ? '(an empty answer)' : text;
}
