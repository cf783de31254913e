import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Book } from './evidence.ts';

const said = (pid: number, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    // It ended meanwhile.
    return '';
  }
};

/** Whether this system tells what a process was started with. */
export const showsProcesses = existsSync('/proc/self/environ');

/** A process and all that descend from it. */
export function familyOf(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter(
      (name) =>
        /^\d+$/.test(name) &&
        Number(
          said(Number(name), 'stat')
            .replace(/^.*\) /s, '')
            .split(' ')[1],
        ) === pid,
    )
    .map(Number);
  return [pid, ...children.flatMap(familyOf)];
}

/** The command line, which every account of the machine may read, and the environment, which only its own may. */
export function lookAtProcesses(book: Book, pids: number[]): void {
  for (const pid of pids) {
    const line = said(pid, 'cmdline');
    const script = /(bin|sandbox)\/(\w+)\.ts/.exec(line)?.[2] ?? line.split(/[\0 ]/)[0]?.split('/').at(-1);
    book.add('processes', `command line of ${script}`, line);
    book.add('processes', `environment of ${script}`, said(pid, 'environ').replaceAll('\0', '\n'));
  }
}

/** The processes that may write their memory to a disk when they crash, with how many bytes. */
export function coreLimits(pids: number[]): string[] {
  return pids
    .map((pid) => /^Max core file size\s+(\S+)/m.exec(said(pid, 'limits'))?.[1])
    .filter((limit) => limit !== undefined && limit !== '0')
    .map(String);
}
