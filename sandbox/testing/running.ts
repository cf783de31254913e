import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningSandbox, startSandbox } from '#sandbox/start-sandbox.ts';

type Running = RunningSandbox & { dir: string; stop: () => Promise<void> };

/** A sandbox on free ports in a folder of its own, called `localhost` or as given; `stop` ends it and forgets the folder. */
export async function runSandbox(named: { publicHost?: string } = {}): Promise<Running> {
  const dir = mkdtempSync(join(tmpdir(), 'mailgrant-sandbox-'));
  const running = await startSandbox({ port: 0, smtpPort: 0, dir, ...named });
  const stop = async (): Promise<void> => {
    await running.close();
    rmSync(dir, { recursive: true, force: true });
  };
  return { ...running, dir, stop };
}
