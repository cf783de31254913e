/**
 * A text of a token answer or an ID token that can be stored: NUL and half surrogates, which PostgreSQL refuses, are
 * taken out, since losing a rotated token over them would be worse. Undefined for anything else or nothing.
 */
export function claimText(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  return value.replaceAll('\0', '').toWellFormed() || undefined;
}
