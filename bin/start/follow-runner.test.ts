import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { processIdentity } from '#lib/db/process-identity.ts';
import { startChild } from './children.ts';

let folder = '';
const orphans: number[] = [];
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mailgrant-runner-'));
});
afterAll(async () => {
  for (const pid of orphans) if (await processIdentity(pid)) process.kill(pid, 'SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** A runner that is killed, as npm does with its shell; answers the process that it had started in a group of its own. */
async function orphanOf(env: Record<string, string>): Promise<number> {
  const follow = new URL('./follow-runner.ts', import.meta.url).href;
  const [inner, outer] = [path.join(folder, 'inner.mjs'), path.join(folder, 'outer.mjs')];
  await writeFile(
    inner,
    `import { onRunnerGone } from ${JSON.stringify(follow)};
     onRunnerGone(() => process.exit());
     setInterval(() => {}, 1000);
     process.send('ready');`,
  );
  await writeFile(
    outer,
    `import { fork } from 'node:child_process';
     const child = fork(${JSON.stringify(inner)}, { detached: true, execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
     child.once('message', () => process.stdout.write(String(child.pid), () => process.kill(process.pid, 'SIGKILL')));`,
  );
  const said: string[] = [];
  const runner = startChild({ script: [outer], env, output: (chunk) => said.push(chunk), graceMs: 1000 });
  await runner.ended;
  const orphan = Number(said.join(''));
  expect(orphan).toBeGreaterThan(0);
  orphans.push(orphan);
  return orphan;
}

it('ends with npm, and outlives anybody else', async () => {
  // The first looks around before the second does.
  const ofAnother = await orphanOf({ npm_lifecycle_event: '' });
  const ofNpm = await orphanOf({ npm_lifecycle_event: 'start' });
  await expect.poll(() => processIdentity(ofNpm)).toBeNull();
  expect(await processIdentity(ofAnother)).not.toBeNull();
});
