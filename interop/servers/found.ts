/** What a pattern with named groups finds in a log, in its order. */
export function found(log: string, pattern: RegExp): Record<string, string>[] {
  return Array.from(log.matchAll(pattern), ({ groups }) => ({ ...groups }));
}
