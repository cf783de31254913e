/** Everywhere a secret could come to light, each with how the sweep looks there. */
export const surfaces = [
  'output of the start',
  'output of commands',
  'log of the web server',
  'log of the worker',
  'files of the data folder',
  'rows of the database',
  'files of the database',
  'files of the build',
  'HTML',
  'RSC payloads',
  'JSON',
  'scripts and styles',
  'response headers',
  'answers to an API key',
  'audit log',
  'addresses',
  'what other sites are told',
  'page as shown',
  'local storage',
  'session storage',
  'IndexedDB',
  'cache storage',
  'cookies of scripts',
  'browser console',
  'e-mails',
  'processes',
] as const;
export type Surface = (typeof surfaces)[number];

/** What was found at one place of a surface, byte by byte. */
export type Evidence = { surface: Surface; where: string; bytes: Buffer };

/** Everything that was seen, in the order it was seen. */
export class Book {
  readonly evidence: Evidence[] = [];

  add(surface: Surface, where: string, bytes: Buffer | string): void {
    this.evidence.push({ surface, where, bytes: Buffer.from(bytes as string) });
  }
}
