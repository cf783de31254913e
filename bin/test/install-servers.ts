import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { run } from './run-program.ts';
import { isInstalled, type ServerName, serverNames, servers } from './server-packages.ts';

/** What Debian's installers ask whether a service may be started (invoke-rc.d(8)). */
const policy = '/usr/sbin/policy-rc.d';

/** Installs the servers that are missing, where that is ours to do; none of them is started by it. */
export async function installServers(): Promise<void> {
  const missing = serverNames.filter((name) => !isInstalled(name));
  if (missing.length === 0 || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  console.log(`Installing ${missing.join(', ')} from the system’s packages …`);
  await withoutStarting(() => install(missing));
}

async function install(names: ServerName[]): Promise<void> {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const packages = names.flatMap((name) => servers[name].packages);
  await run('apt-get', ['update', '-qq'], { env });
  const { code, said } = await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
    env,
  });
  if (code !== 0) console.log(said.trim());
}

/** A machine that has a policy of its own keeps it. */
async function withoutStarting(work: () => Promise<void>): Promise<void> {
  if (existsSync(policy)) return work();
  const remove = () => rmSync(policy, { force: true });
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  process.once('exit', remove);
  try {
    await work();
  } finally {
    process.off('exit', remove);
    remove();
  }
}
