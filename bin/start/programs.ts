import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { build, isBuildStale, nextProgram } from './build.ts';
import { type ChildOptions, freshLog, startChild } from './children.ts';
import { gracePeriodMs } from './grace-period.ts';
import { keepRunning } from './keep-running.ts';
import type { Life } from './life.ts';
import { answering, listening, reachedAt } from './reachable.ts';
import { during } from './report.ts';
import { root, type Settings } from './settings.ts';

export type Environment = Record<string, string>;

/** A first start on a busy machine takes seconds; with --dev the first page is compiled too. */
const limitMs = 120_000;

/** Builds the web application when its sources changed since the last build. */
export async function readyBuild(life: Life): Promise<void> {
  if (!(await isBuildStale())) return;
  await during('Building the web application (only after a change)', () =>
    life.unlessOver(build((child) => life.add({ stop: child.stop, hurry: child.kill }))),
  );
}

/**
 * Starts our own Microsoft and Google and their mail servers, which only the demo has. Answers the settings by which
 * the product reaches them: other base URLs, and leave to connect to exactly these ports of this machine.
 */
export async function startSandbox(settings: Settings, life: Life): Promise<Environment> {
  const folder = path.join(settings.dataFolder, 'sandbox');
  const providersFile = path.join(folder, 'providers.json');
  await mkdir(folder, { recursive: true });
  await rm(providersFile, { force: true });
  const { sandboxPort, sandboxSmtpPort, sandboxGoogleSmtpPort, sandboxGoogleSmtpsPort } = settings;
  const ports = [sandboxPort, sandboxSmtpPort, sandboxGoogleSmtpPort, sandboxGoogleSmtpsPort];
  const env = {
    SANDBOX_PORT: String(sandboxPort),
    SANDBOX_SMTP_PORT: String(sandboxSmtpPort),
    SANDBOX_GOOGLE_SMTP_PORT: String(sandboxGoogleSmtpPort),
    SANDBOX_GOOGLE_SMTPS_PORT: String(sandboxGoogleSmtpsPort),
    SANDBOX_DIR: folder,
  };
  const logFile = logOf(settings, 'sandbox');
  const waitFor = (port: number) => ({
    signal: life.signal,
    limitMs,
    otherwise: `The sandbox did not open its port ${port} within ${limitMs / 1000} s. ${whereItSpeaks(logFile)}`,
  });
  await during('Sandbox', () =>
    keepChild(life, {
      name: 'sandbox',
      child: { script: [path.join(root, 'sandbox/main.ts')], env, graceMs: 5_000, logFile },
      serves: async () => {
        await Promise.all(ports.map((port) => listening(port, waitFor(port))));
      },
    }),
  );
  const allowed = [...ports.map((port) => `localhost:${port}`), process.env.EGRESS_ALLOW];
  return {
    PROVIDERS_FILE: settings.providersFile ?? providersFile,
    EGRESS_ALLOW: allowed.filter(Boolean).join(','),
  };
}

/** Starts the worker; it does what falls due. */
export async function startWorker(settings: Settings, env: Environment, life: Life): Promise<void> {
  const script = [path.join(root, 'bin/worker.ts')];
  const logFile = logOf(settings, 'worker');
  await keepChild(life, { name: 'worker', child: { script, env, graceMs: gracePeriodMs, logFile } });
}

/** Starts the web server and waits until it answers. */
export async function startWeb(settings: Settings, env: Environment, life: Life): Promise<void> {
  const { dev, host, port } = settings;
  const script = dev
    ? [nextProgram, 'dev', '--port', String(port), '--hostname', host]
    : [path.join(root, 'bin/web.ts')];
  const logFile = logOf(settings, 'web');
  const child = { script, env: { ...env, HOST: host }, graceMs: gracePeriodMs, logFile };
  const url = `http://${reachedAt(host)}:${port}/healthz`;
  const otherwise = `The web server did not answer at ${url} within ${limitMs / 1000} s. ${whereItSpeaks(logFile)}`;
  const serves = () => answering(url, { signal: life.signal, limitMs, otherwise });
  await during('Web server', () => keepChild(life, { name: 'web server', child, serves }));
}

type KeptChild = { name: string; child: ChildOptions; serves?: () => Promise<void> };

function keepChild(life: Life, { child, ...part }: KeptChild): Promise<void> {
  const again = () => startChild(child);
  return keepRunning({ ...part, running: again(), again, logFile: child.logFile }, life);
}

const whereItSpeaks = (logFile: string | undefined) => `Its own words are ${logFile ? `in ${logFile}` : 'above'}.`;

/** On the newcomer's terminal the logs would bury the addresses; an operator's collector wants them on the output. */
function logOf({ demo, dev, dataFolder }: Settings, name: string): string | undefined {
  return demo && !dev ? freshLog(dataFolder, name) : undefined;
}
