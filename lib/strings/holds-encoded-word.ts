/** RFC 2047 §2, and what mail programs take for it beyond that: blanks inside, quotes around. */
const encodedWord = /=\?[^?\s]+\?[bq]\?[^?]*\?=/i;

/** Whether mail programs would read something else out of a text than what it says: another header, for one. */
export function holdsEncodedWord(text: string): boolean {
  return encodedWord.test(text);
}
