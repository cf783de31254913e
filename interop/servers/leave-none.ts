import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { processesIn, signalAll } from './processes.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where all servers of the run live. */
    interopFolder: string;
  }
}

/** Vitest's global set-up: one folder for all servers of a run. One that is still there at the end is a failure. */
export default function setUp(project: TestProject): () => void {
  const folder = mkdtempSync(path.join(tmpdir(), 'mailgrant-interop-'));
  // Servers that give up root must be able to enter.
  chmodSync(folder, 0o755);
  project.provide('interopFolder', folder);
  const clear = () => {
    const left = processesIn(folder);
    signalAll(left, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
    return left;
  };
  // Also where the run is broken off.
  process.once('exit', clear);
  return () => {
    const left = clear();
    if (left.length > 0) throw new Error(`Servers were left running: ${left.join(', ')}`);
  };
}
