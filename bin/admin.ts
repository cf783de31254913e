// npm run -s admin -- tenant create --slug contoso --name Contoso: what an operator does by code (README, “By code”).
import { userInfo } from 'node:os';
import { ask } from './admin/ask.ts';
import type { Answer } from './admin/command.ts';
import { run } from './admin/run.ts';
import { forbidCoreDumps } from './start/no-core-dumps.ts';

forbidCoreDumps();
// Standard output is the command's answer, and may be read by a program.
process.env.LOG_LEVEL ||= 'error';

const surroundings = {
  env: process.env,
  // npm runs us in the product's folder, whatever folder the person is in.
  folder: process.env.npm_lifecycle_event ? (process.env.INIT_CWD ?? process.cwd()) : process.cwd(),
  ask: process.stdin.isTTY && process.stderr.isTTY ? ask : null,
};
const { exitCode, stdout, stderr } = await run(process.argv.slice(2), surroundings, async (act) => {
  const { withDatabase } = await import('./admin/with-database.ts');
  return withDatabase(process.env, async (): Promise<Answer> => {
    const { logTo } = await import('#lib/log/index.ts');
    logTo(process.stderr);
    return act({ kind: 'operator', name: operatorName() });
  });
});
process.stderr.write(stderr);
process.stdout.write(stdout);
process.exitCode = exitCode;

/** As this machine knows whoever runs us; in a container a number may have no name. */
function operatorName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? ''}`.trim();
  }
}
