/** Ends told twice differ by the time an answer travels, and by the seconds a server rounds away. */
const toleranceMs = 60_000;

/**
 * When the refresh token ends, as far as its provider has said. An answer that says nothing leaves what is known. One
 * for the same token says what is left of it, counted anew each time: taken as it is, the day would drift with every
 * renewal. Only a new token, or a word that differs in earnest, moves it. What was asked for after that end and granted
 * refutes it: kept, it would be told as over, and the grant be refreshed each minute as one about to end.
 */
export function namedEnd(known: Date | null, said: Date | undefined, isNewToken: boolean, askedAt: Date): Date | null {
  if (said === undefined) return known !== null && +known + toleranceMs < +askedAt ? null : known;
  if (known === null || isNewToken) return said;
  return Math.abs(said.getTime() - known.getTime()) <= toleranceMs ? known : said;
}
