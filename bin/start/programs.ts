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
 * Starts our own Microsoft, Google and mail servers, which only the demo has. Answers the settings by which
 * the product reaches them: other base URLs, clients to sign in with, and leave to connect to exactly these ports of this machine.
 */
export async function startSandbox(settings: Settings, life: Life): Promise<Environment> {
  const folder = sandboxFolder(settings);
  const providersFile = path.join(folder, 'providers.json');
  await mkdir(folder, { recursive: true });
  await rm(providersFile, { force: true });
  const portsByVariable = {
    SANDBOX_PORT: settings.sandboxPort,
    SANDBOX_SMTP_PORT: settings.sandboxSmtpPort,
    SANDBOX_GOOGLE_SMTP_PORT: settings.sandboxGoogleSmtpPort,
    SANDBOX_GOOGLE_SMTPS_PORT: settings.sandboxGoogleSmtpsPort,
    SANDBOX_PLAIN_SMTP_PORT: settings.sandboxPlainSmtpPort,
    SANDBOX_PLAIN_SMTPS_PORT: settings.sandboxPlainSmtpsPort,
  };
  const ports = Object.values(portsByVariable);
  const env = {
    ...Object.fromEntries(Object.entries(portsByVariable).map(([variable, port]) => [variable, String(port)])),
    SANDBOX_DIR: folder,
    SANDBOX_SIGN_IN_CALLBACK: `${settings.publicUrl}/api/auth/callback`,
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
  return sandboxReach(settings);
}

const sandboxFolder = ({ dataFolder }: Pick<Settings, 'dataFolder'>) => path.join(dataFolder, 'sandbox');

/** The settings by which the product reaches the sandbox once it runs. */
export function sandboxReach(settings: Settings): Environment {
  const ports = [
    settings.sandboxPort,
    settings.sandboxSmtpPort,
    settings.sandboxGoogleSmtpPort,
    settings.sandboxGoogleSmtpsPort,
    settings.sandboxPlainSmtpPort,
    settings.sandboxPlainSmtpsPort,
  ];
  const allowed = [...ports.map((port) => `localhost:${port}`), process.env.EGRESS_ALLOW];
  return {
    PROVIDERS_FILE: settings.providersFile ?? path.join(sandboxFolder(settings), 'providers.json'),
    SIGN_IN_FILE: settings.signInFile ?? path.join(sandboxFolder(settings), 'sign-in.json'),
    EGRESS_ALLOW: allowed.filter(Boolean).join(','),
  };
}

/** The mailer of the installation: the operator's, in the demo else the sandbox's mail server of an office. */
export function systemMailer({ systemMail, demo, sandboxPlainSmtpPort }: Settings): Environment {
  if (systemMail) return { SYSTEM_MAIL: systemMail };
  if (!demo) return {};
  return { SYSTEM_MAIL: `smtp://localhost:${sandboxPlainSmtpPort}`, SYSTEM_MAIL_FROM: 'mailgrant@contoso.example' };
}

/** Starts the worker; it does what falls due, and tells people. */
export async function startWorker(settings: Settings, env: Environment, life: Life): Promise<void> {
  const script = [path.join(root, 'bin/worker.ts')];
  const logFile = logOf(settings, 'worker');
  const child = { script, env: { ...env, ...systemMailer(settings) }, graceMs: gracePeriodMs, logFile };
  await keepChild(life, { name: 'worker', child });
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
