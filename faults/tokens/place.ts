import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { DatabaseServer } from '#faults/fault-test.ts';
import { type Program, startProgram } from '#faults/program.ts';
import type { Message, Named, Wanted } from '#faults/programs/message.ts';
import { startTokenServer, type TokenServer, type TokenServerOptions } from './token-server.ts';

/** What a test works with: a database, a token endpoint, and programs that know both. */
export type Place = {
  server: TokenServer;
  databaseUrl: string;
  /** As the superuser: what one sees from outside, and what nobody else may change. */
  sql: <Row extends object>(text: string, values?: unknown[]) => Promise<Row[]>;
  /** By its name, or an absolute path without its ending. */
  start: <Told = Message>(program: string, options?: StartOptions) => Promise<Program<Told>>;
  /** So many grants of the product, each of a tenant of its own; their access tokens have expired. */
  connect: (count: number) => Promise<Named[]>;
  /** The same with these refresh tokens, at these doors of the token server. */
  connectTo: (wanted: Wanted[]) => Promise<Named[]>;
  /** Ends the access tokens; resolves when each of these programs has heard of it. */
  expire: (grants: Named[], hearers?: Program[]) => Promise<void>;
  /** The naive program's grants, numbered from 1, expired as well. */
  connectNaively: (count: number) => Promise<number[]>;
  expireNaively: () => Promise<void>;
};

type StartOptions = { preload?: string; databaseUrl?: string };

/** Does work in a place of its own. All of its programs have ended afterwards. */
export async function inPlace<T>(
  database: DatabaseServer,
  options: TokenServerOptions,
  work: (place: Place) => Promise<T>,
): Promise<T> {
  const databaseUrl = await database.newDatabase();
  const name = new URL(databaseUrl).pathname;
  const superuser = new pg.Pool({ connectionString: new URL(name, database.superuserUrl).href });
  superuser.on('error', () => {});
  const server = await startTokenServer(options);
  const providersFile = path.join(tmpdir(), `faults-${randomUUID()}.json`);
  writeFileSync(providersFile, JSON.stringify({ microsoft: { refreshTokenReuse: 'once' } }));
  const programs: Pick<Program, 'kill'>[] = [];
  const origins = new Set([server.origin]);
  const sql: Place['sql'] = async (text, values = []) => (await superuser.query(text, values)).rows;
  const start: Place['start'] = async <Told = Message>(
    program: string,
    { preload, databaseUrl: url = databaseUrl }: StartOptions = {},
  ) => {
    const started = await startProgram<Told>(
      program,
      environment(url, [...origins], providersFile),
      preload ? { preload } : {},
    );
    programs.push(started);
    return started;
  };
  const expire: Place['expire'] = async (grants, hearers = []) => {
    const ids = grants.map(({ grantId }) => grantId);
    await sql('update access_tokens set expires_at = now() where grant_id = any($1::uuid[])', [ids]);
    const word = randomUUID();
    await sql("select pg_notify('mailgrant_connections', $1)", [`faults/${word}`]);
    await Promise.all(hearers.map((program) => program.tell({ do: 'hear', word })));
  };
  const connectTo: Place['connectTo'] = async (wanted) => {
    for (const { origin } of wanted) origins.add(origin);
    const engine = await start('engine');
    const named = wanted.map(({ refreshToken, origin }) => ({ refreshToken, origin }));
    const grants = await engine.tell<Named[]>({ do: 'connect', grants: named });
    await engine.kill();
    await expire(grants);
    return grants;
  };
  try {
    return await work({
      server,
      databaseUrl,
      sql,
      start,
      expire,
      connectTo,
      connect: (count) =>
        connectTo(Array.from({ length: count }, () => ({ refreshToken: server.issue(), origin: server.origin }))),
      connectNaively: async (count) => {
        await sql(naiveTable);
        const ids = Array.from({ length: count }, (_, index) => index + 1);
        for (const id of ids)
          await sql(`insert into naive_grants values ($1, $2, '', now(), '')`, [id, server.issue()]);
        return ids;
      },
      expireNaively: async () => void (await sql('update naive_grants set expires_at = now()')),
    });
  } finally {
    await Promise.all(programs.map((program) => program.kill()));
    server.close();
    await superuser.end();
    rmSync(providersFile);
  }
}

const naiveTable = `
  create table naive_grants (id int primary key, refresh_token text, access_token text, expires_at timestamptz, note text);
  grant all on naive_grants to public`;

function environment(databaseUrl: string, origins: string[], providersFile: string): Record<string, string> {
  return {
    LOG_LEVEL: 'silent',
    DATABASE_URL: databaseUrl,
    MAILGRANT_KEYS: `faults:${Buffer.alloc(32, 7).toString('base64')}`,
    EGRESS_ALLOW: origins.map((origin) => new URL(origin).host).join(','),
    PROVIDERS_FILE: providersFile,
  };
}
