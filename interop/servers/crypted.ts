import { execFileSync } from 'node:child_process';

/** A password as the system's own lists hold it: by crypt(3), which Perl, part of every Debian, lends. */
export function crypted(password: string): string {
  return execFileSync('perl', ['-e', 'print crypt($ARGV[0], q($6$interop$))', password], { encoding: 'utf8' });
}
