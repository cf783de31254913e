// Runs before every npm script, under whatever Node the machine has: plain JavaScript, no packages.
// Installs when the lock file changed, generates the database client when its schema changed, and the index of providers.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeProviderIndex } from './provider-index.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const at = (...parts) => path.join(root, ...parts);
const installBytes = 2_000_000_000;

/** Refuses with one sentence a person can act on. */
function refuse(sentence, details = '') {
  if (details) process.stderr.write(`${details.trim()}\n\n`);
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function hashOf(...files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(at(file))).update('\0');
  return hash.digest('hex');
}

/** The answer of an admin command may be read by a program: nothing else belongs on its standard output. */
const output = process.env.npm_lifecycle_event === 'preadmin' ? process.stderr : process.stdout;

const kept = (file) => (existsSync(at(file)) ? readFileSync(at(file), 'utf8').trim() : '');

/** Shows that a long step is alive: on a terminal every second in place, elsewhere a line every ten seconds. */
function progress(label) {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const terminal = output.isTTY;
  output.write(terminal ? label : `${label}\n`);
  const write = () => output.write(terminal ? `\r${label} ${seconds()} s` : `  … ${seconds()} s\n`);
  const timer = setInterval(write, terminal ? 1000 : 10_000);
  return (word) => {
    clearInterval(timer);
    output.write(terminal ? `\r${label} ${word} in ${seconds()} s\n` : `  ${word} in ${seconds()} s\n`);
  };
}

/** Runs a program in the project's folder; answers its exit code and all it said. */
function run(program, args, env) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && program === 'npm',
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    child.on('error', (error) => resolve({ code: 1, said: `${said}\nnpm error code ${error.code}\n${error.message}` }));
    child.on('close', (code) => resolve({ code, said }));
  });
}

const quiet = {
  // Any existing file will do: it keeps Prisma from downloading an engine that nothing here uses.
  PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  PRISMA_SKIP_POSTINSTALL_GENERATE: '1',
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
  CHECKPOINT_DISABLE: '1',
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
};

function requireNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20)
    refuse(
      `Mailgrant needs Node.js 20 or newer; this is ${process.versions.node}. Install a newer one from https://nodejs.org.`,
    );
}

function requireRoom() {
  try {
    accessSync(root, constants.W_OK);
    if (existsSync(at('node_modules'))) accessSync(at('node_modules'), constants.W_OK);
  } catch {
    refuse(`No right to write in ${root}: run this as the user who owns the folder, or clone it where you may write.`);
  }
  const { bavail, bsize } = statfsSync(root);
  if (bavail * bsize < installBytes) {
    const free = ((bavail * bsize) / 1e9).toFixed(1);
    refuse(`Installing needs about 2 GB and only ${free} GB are free at ${root}: make room and start again.`);
  }
}

/** What npm calls it when it cannot reach the registry. */
const registryCodes = [
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'ERR_SOCKET_TIMEOUT',
  'ENETUNREACH',
];

const errorCode = (said) => /^npm (?:error|ERR!) code (\S+)/m.exec(said)?.[1] ?? '';

function explainInstall(code) {
  if (registryCodes.includes(code)) {
    return `The package registry could not be reached (${code}): check the network, or the proxy and registry in “npm config list”, and start again.`;
  }
  if (code === 'ENOSPC') return 'The disk became full while installing: make room (about 2 GB) and start again.';
  if (['EACCES', 'EPERM', 'EROFS'].includes(code)) {
    return `npm had no right to write (${code}) in ${root} or in its cache: run this as the user who owns them.`;
  }
  if (code === 'ENOENT') return 'npm was not found: it comes with Node.js, from https://nodejs.org.';
  return 'The packages could not be installed: npm’s own words are above.';
}

async function install() {
  const wanted = hashOf('package-lock.json', 'package.json');
  if (kept('node_modules/.installed') === wanted) return;
  requireRoom();
  const done = progress('Installing packages (about a minute, only after a change)');
  // The npm that runs this script, and not another one in PATH; never yarn or pnpm, which ignore the lock file.
  const own = process.env.npm_execpath ?? '';
  const [program, before] = /npm-cli\.[cm]?js$/.test(own) ? [process.execPath, [own]] : ['npm', []];
  const npm = (...args) => run(program, [...before, ...args, '--loglevel=error'], quiet);
  // Asked first: an install would try for many minutes before it says that nobody answers.
  const ping = await npm('ping', '--fetch-retries=0', '--fetch-timeout=15000');
  const unreachable = registryCodes.find((code) => code === errorCode(ping.said));
  // Without the registry, what npm has kept may do. Not `npm ci`: it fails under npm 11 when the registry lacks another
  // platform's optional package.
  const flags = ['--no-save', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  const { code, said } = await npm('install', ...flags, ...(unreachable ? ['--offline'] : []));
  done(code === 0 ? 'done' : 'failed');
  if (code !== 0) refuse(explainInstall(unreachable ?? errorCode(said)), unreachable ? '' : said);
  writeFileSync(at('node_modules/.installed'), wanted);
}

/** The Node of the packages: the newest features, whatever the machine has. */
function bundledNode() {
  const file = at('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(file)) return file;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return refuse(
    'The packages came without their own Node.js 24: npm is set to skip scripts (ignore-scripts). Allow them for this folder, remove node_modules and start again, or use Node.js 24.',
  );
}

async function generateClient() {
  const mark = 'lib/db/generated/.made-from';
  const wanted = hashOf('prisma/schema.prisma', 'node_modules/prisma/package.json');
  if (kept(mark) === wanted) return;
  const done = progress('Generating the database client');
  const { code, said } = await run(
    bundledNode(),
    [at('node_modules/prisma/build/index.js'), 'generate', '--no-hints'],
    quiet,
  );
  done(code === 0 ? 'done' : 'failed');
  if (code !== 0) refuse('The database client could not be generated: Prisma’s own words are above.', said);
  writeFileSync(at(mark), wanted);
}

requireNode();
writeProviderIndex(root);
await install();
bundledNode();
await generateClient();
