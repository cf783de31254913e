import { execFileSync } from 'node:child_process';
import { globSync } from 'node:fs';

/** A server of somebody else's, from Debian's packages. */
type Server = {
  /** What is there once it is installed; patterns, for what has a folder of its own for each kind of machine. */
  files: string[];
  packages: string[];
  /** Gives up root by itself, and does not start without. */
  needsRoot?: true;
  /** The versions that read the configuration it is given here, and how it tells its own. */
  version?: { is: string; said: [string, string] };
};

/** What the interop tests meet. */
export const servers = {
  postfix: { files: ['/usr/sbin/postfix'], packages: ['postfix'], needsRoot: true },
  dovecot: {
    files: ['/usr/lib/dovecot/submission'],
    packages: ['dovecot-core', 'dovecot-submissiond'],
    needsRoot: true,
    version: { is: '2.3', said: ['/usr/sbin/dovecot', '--version'] },
  },
  squid: { files: ['/usr/sbin/squid'], packages: ['squid'] },
  // Its users are the system's: the library lends it a list of our own.
  dante: { files: ['/usr/sbin/danted', '/usr/lib/*/libnss_wrapper.so'], packages: ['dante-server', 'libnss-wrapper'] },
  clamd: { files: ['/usr/sbin/clamd'], packages: ['clamav-daemon'] },
} satisfies Record<string, Server>;

export type ServerName = keyof typeof servers;

export const serverNames = Object.keys(servers) as ServerName[];

const isRoot = process.getuid?.() === 0;

/** Why a server cannot be started here, and what to do about it; null where it can. */
export function whyMissing(name: ServerName): string | null {
  const { packages, needsRoot, version }: Server = servers[name];
  if (!isInstalled(name)) return `${name} is not installed; apt-get install ${packages.join(' ')}`;
  if (needsRoot && !isRoot) return `${name} is started by root only`;
  const isKnown =
    !version || execFileSync(version.said[0], [version.said[1]], { encoding: 'utf8' }).startsWith(`${version.is}.`);
  return isKnown ? null : `${name} is not ${version.is}, whose configuration is written here`;
}

export function isInstalled(name: ServerName): boolean {
  return servers[name].files.every((pattern) => globSync(pattern).length > 0);
}
