const obeyed = /[^\P{Cc}\t\n\r]|[\p{Bidi_Control}\p{Zl}\p{Zp}\u200b\u2060\ufeff]/gu;

/**
 * A text without what a terminal or a page would obey rather than show: control characters but tabs and line breaks,
 * what turns the direction of the words around it (Unicode UAX #9), and what has no width.
 */
export function withoutControls(text: string): string {
  return text.replace(obeyed, '');
}
