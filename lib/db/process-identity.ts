import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

export type ProcessIdentity = {
  command: string;
  /** Differs between two processes that had the same number, also across restarts of the machine. */
  started: string;
};

/** Who runs under this number now; null when nobody does. */
export async function processIdentity(pid: number): Promise<ProcessIdentity | null> {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

async function fromProc(pid: number): Promise<ProcessIdentity | null> {
  try {
    const [line, stat, boot] = await Promise.all([
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    ]);
    // proc(5): the name in parentheses may hold spaces; state is field 3, the start time field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return null;
    return { command: line.replaceAll('\0', ' '), started: `${boot.trim()}/${fields[19]}` };
  } catch {
    return null;
  }
}

async function fromPs(pid: number): Promise<ProcessIdentity | null> {
  const ask = async (column: string) => {
    const answer = await promisify(execFile)('ps', ['-o', `${column}=`, '-p', String(pid)]).catch(() => ({
      stdout: '',
    }));
    return answer.stdout.trim();
  };
  const [command, started] = [await ask('command'), await ask('lstart')];
  return command && started ? { command, started } : null;
}
