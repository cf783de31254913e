import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import pg from 'pg';
import { stopLeftover } from './embedded-leftover.ts';
import { type Account, databaseAccount, homeInUse, reachableBinaries, reachableHome } from './embedded-place.ts';
import { endWithUs } from './embedded-watch.ts';
import { processIdentity } from './process-identity.ts';

export type Cluster = {
  /** Logs in as the owner of the product's database, who is no superuser. */
  databaseUrl: string;
  /** Logs in as the cluster's superuser, to the database `postgres`. */
  superuserUrl: string;
  port: number;
  logFile: string;
  process: ChildProcess;
  /** Ends sessions, writes everything down and resolves when the server is gone. */
  stop: () => Promise<void>;
};

export type ClusterOptions = {
  /** Folder of this cluster; made when missing. */
  home: string;
  /** False only for tests: nothing survives a crash of the machine, everything is faster, and it ends with us. */
  durable: boolean;
  /** One that ended by itself: it starts again at the same address, its log goes on, and nothing new is made. */
  again?: Pick<Cluster, 'port'>;
  /** Aborted when nobody wants it any more: a server that does not answer yet is ended, and the start rejects. */
  signal?: AbortSignal;
};

/** Of the product's database, which has its name. */
const owner = 'mailgrant';

/** After a crash of the machine it replays its log before it answers. */
const acceptingLimitMs = 10 * 60_000;

/**
 * Starts the PostgreSQL that came with the packages on a free port of 127.0.0.1, making its folder, owner and database
 * the first time. A server that a killed start left behind on the same folder is stopped first: the caller makes sure
 * that no living one owns it.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const account = await databaseAccount();
  const home = await reachableHome(path.resolve(options.home), account);
  const binaries = await reachableBinaries(home, account);
  const password = await keepPassword(home);
  const data = path.join(home, 'data');
  if (!options.again) await initialise(binaries, home, data, password, account);
  else if (!(await isInitialised(data))) throw new Error(`The data of PostgreSQL, ${data}, is gone.`);
  await stopLeftover(data, options.signal);
  const { server, port } = await launch(binaries, home, data, account, options, password);
  const superuserUrl = `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;
  await makeOwner(superuserUrl, password);
  return {
    databaseUrl: ownersUrl(password, port),
    superuserUrl,
    port,
    logFile: logOf(home),
    process: server,
    stop: () => stop(server),
  };
}

const ownersUrl = (password: string, port: number | string) =>
  `postgresql://${owner}:${password}@127.0.0.1:${port}/${owner}`;

/**
 * The `databaseUrl` of the server that runs on this folder now, whoever started it; null where none is ready. Starts and
 * changes nothing.
 */
export async function runningCluster(home: string): Promise<string | null> {
  const place = await homeInUse(path.resolve(home));
  const data = path.join(place, 'data');
  const [pid, , , port] = (await readFile(path.join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const runs = port !== undefined && (await processIdentity(Number(pid)))?.command.includes(data);
  const password = await readFile(path.join(place, 'password'), 'utf8').catch(() => '');
  return runs && password ? ownersUrl(password, port) : null;
}

/** One random password per cluster, 0600: other people of this machine can reach the port too. */
async function keepPassword(home: string): Promise<string> {
  const file = path.join(home, 'password');
  const known = await readFile(file, 'utf8').catch(() => '');
  if (known) return known;
  const made = randomBytes(24).toString('base64url');
  await writeFile(file, made, { mode: 0o600 });
  return made;
}

const isInitialised = async (data: string) =>
  (await readFile(path.join(data, 'PG_VERSION')).catch(() => null)) !== null;

const logOf = (home: string) => path.join(home, 'log');

async function initialise(binaries: string, home: string, data: string, password: string, account: Account) {
  if (await isInitialised(data)) return;
  // Made beside and renamed, so that a first start that is killed half-way leaves nothing that looks finished.
  const draft = `${data}.new`;
  const passwordFile = path.join(home, 'password.new');
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account) await Promise.all([draft, passwordFile].map((file) => chown(file, account.uid, account.gid)));
  const flags = ['--username=postgres', '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-instructions'];
  const child = spawn(path.join(binaries, 'initdb'), [`--pgdata=${draft}`, `--pwfile=${passwordFile}`, ...flags], {
    ...account,
    cwd: home,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  const [code] = await once(child, 'close');
  await rm(passwordFile, { force: true });
  if (code !== 0) throw new Error(`PostgreSQL could not make its folder ${draft}: ${said.trim()}`);
  await rename(draft, data);
}

async function launch(
  binaries: string,
  home: string,
  data: string,
  account: Account,
  { durable, again, signal }: ClusterOptions,
  password: string,
): Promise<{ server: ChildProcess; port: number }> {
  const port = again?.port ?? (await freePort());
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const flags = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  signal?.throwIfAborted();
  const logFile = logOf(home);
  const log = await open(logFile, again ? 'a' : 'w', 0o600);
  const server = spawn(path.join(binaries, 'postgres'), ['-D', data, '-p', String(port), ...flags], {
    ...account,
    cwd: home,
    // A group of its own: Ctrl-C reaches the whole foreground group, and the database must outlive its users.
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  server.once('error', () => {});
  // Whoever leaves without stopping it (a crash, process.exit) still leaves no server behind.
  const last = () => server.kill('SIGINT');
  process.once('exit', last);
  server.once('exit', () => process.off('exit', last));
  if (!durable) endWithUs(server);
  await log.close();
  await accepting(server, `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`, logFile, signal);
  return { server, port };
}

/** Resolves when the server answers a query; throws with its own last words when it ends instead. */
async function accepting(server: ChildProcess, url: string, logFile: string, signal?: AbortSignal): Promise<void> {
  // PostgreSQL's immediate shutdown: who replays a log would hear of no other, and nothing is lost by it.
  const giveUp = () => void server.kill('SIGQUIT');
  signal?.addEventListener('abort', giveUp, { once: true });
  if (signal?.aborted) giveUp();
  try {
    await answered(server, url, logFile);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
}

async function answered(server: ChildProcess, url: string, logFile: string): Promise<void> {
  const deadline = Date.now() + acceptingLimitMs;
  for (;;) {
    if (Date.now() > deadline) {
      throw new Error(`PostgreSQL did not answer within ${acceptingLimitMs / 60_000} minutes. Its log is ${logFile}.`);
    }
    if (server.exitCode !== null || server.signalCode !== null || server.pid === undefined) {
      const log = await readFile(logFile, 'utf8').catch(() => '');
      const fatal = log.split('\n').filter((line) => /FATAL|ERROR|HINT|error while loading/.test(line));
      throw new Error(`PostgreSQL did not start: ${fatal.slice(-2).join(' ') || 'see its log'} (${logFile})`);
    }
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    try {
      await client.connect();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 25));
    } finally {
      await client.end().catch(() => {});
    }
  }
}

/** The rights README asks of any DATABASE_URL: owns its database and may create roles; nothing else. */
async function makeOwner(superuserUrl: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const roles = await client.query('select from pg_roles where rolname = $1', [owner]);
    if (roles.rowCount === 0) await client.query(`create role ${owner} login createrole password '${password}'`);
    const databases = await client.query('select from pg_database where datname = $1', [owner]);
    if (databases.rowCount === 0) await client.query(`create database ${owner} owner ${owner}`);
  } finally {
    await client.end();
  }
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = once(server, 'exit');
  // SIGINT is PostgreSQL's fast shutdown: it ends the sessions instead of waiting for them.
  server.kill('SIGINT');
  await gone;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
