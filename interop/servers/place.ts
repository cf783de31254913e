import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inject } from 'vitest';
import { type Certificates, openCertificates } from '#sandbox/certificates/authority.ts';

/** A folder of one server's own, for its configuration, its queue and its logs: nothing of the machine's is used. */
export type Place = ReturnType<typeof makePlace>;

export function makePlace(server: string) {
  const folder = mkdtempSync(path.join(inject('interopFolder'), `${server}-`));
  const at = (file: string) => path.join(folder, file);
  const own = (file: string, owner?: string) => {
    // Started by root, most servers work as a user of their own.
    if (owner && process.getuid?.() === 0) execFileSync('chown', [owner, at(file)]);
    return at(file);
  };
  execFileSync('chmod', ['755', folder]);
  return {
    folder,
    at,
    makeFolder: (name: string, owner?: string) => {
      mkdirSync(at(name), { recursive: true });
      return own(name, owner);
    },
    /** Writes lines to a file and answers its path. */
    write: (file: string, lines: string[], owner?: string) => {
      writeFileSync(at(file), `${lines.join('\n')}\n`, { mode: owner ? 0o600 : 0o644 });
      return own(file, owner);
    },
    /** What stands in a file; nothing where there is none yet. */
    read: (file: string) => {
      try {
        return readFileSync(at(file), 'utf8');
      } catch {
        return '';
      }
    },
  };
}

/** The authority that all servers of the run show certificates of: for `localhost` and 127.0.0.1. */
export function certificates(): Certificates {
  return openCertificates(inject('interopFolder'));
}

/** One that none of them has a certificate of. */
export function anotherAuthority(): string {
  return openCertificates(path.join(inject('interopFolder'), 'another')).caCertificate;
}
