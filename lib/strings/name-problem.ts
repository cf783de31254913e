import { holdsEncodedWord } from './holds-encoded-word.ts';
import { isOneLine } from './is-one-line.ts';

/** Embeddings, overrides and isolates (UAX #9 §2): what stands behind them is shown in another order. */
const turning = /[\u202a-\u202e\u2066-\u2069]/;

/** What leaves no mark: blanks, and what is ignored where no font knows it; the empty Braille pattern looks like one. */
const unseen = /[\p{Z}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Why a text is not what it seems as the name of a person, a sender or a thing, as a sentence; null when it is. */
export function nameProblem(text: string): string | null {
  if (!isOneLine(text)) return 'Use one line, without tabs or other control characters.';
  if (turning.test(text)) return 'Leave out the invisible characters that turn the direction of writing.';
  if (text.replace(unseen, '') === '') return 'Use characters that can be seen.';
  return holdsEncodedWord(text) ? 'Write the name as people read it, not as mail headers encode it (=?…?=).' : null;
}
