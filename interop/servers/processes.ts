import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * The processes that were started in a folder, or below it, and have not ended: by the process group of the first of
 * them, where that is known, and by what their environment or their current folder tells.
 */
export function processesIn(folder: string, group?: number): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => isIn(pid, folder, group)).map(Number);
}

function isIn(pid: string, folder: string, group?: number): boolean {
  if (Number(pid) === process.pid) return false;
  // `pid (name) state parent group …`; the name may hold anything.
  const [state, , inGroup] = look(() => readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /s, '')).split(' ');
  if (!state || /[ZX]/.test(state)) return false;
  if (group !== undefined && Number(inGroup) === group) return true;
  const told = [
    look(() => readFileSync(`/proc/${pid}/environ`, 'latin1')),
    look(() => `${readlinkSync(`/proc/${pid}/cwd`)}/`),
  ];
  return told.some((text) => text.includes(`${folder}/`));
}

/** Processes end while one looks, and some are nobody else's business. */
function look(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

export function signalAll(pids: number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended meanwhile.
    }
  }
}
