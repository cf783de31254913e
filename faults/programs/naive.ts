import pg from 'pg';
import { listen } from './listen.ts';
import type { Message, Use } from './message.ts';

/**
 * What one would write first: the token expired, so it is asked for, and the row is updated. One request for all callers
 * of this process, and nothing between processes: no lease, no intent, no fence, nothing held. The control of every test.
 */

type Row = { id: number; refresh_token: string; access_token: string; expires_at: Date; note: string };
type Ask = Extract<Message, { do: 'ask naively' }>;

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
// A session that the database ends is no reason to die.
pool.on('error', () => {});
const underWay = new Map<number, Promise<Use>>();

listen(async (message) => {
  if (message.do === 'ask naively') return Promise.all(Array.from({ length: message.calls }, () => ask(message)));
  if (message.do === 'change naively') return changeRows(message.ids, message.times);
  return undefined;
});

async function ask(asked: Ask): Promise<Use> {
  const row = await read(asked.id);
  if (row.expires_at > new Date()) return { kind: 'token', token: row.access_token };
  const known = underWay.get(asked.id);
  if (known) return known;
  const work = (asked.isInTransaction ? refreshInTransaction(asked) : refresh(pool, asked, row)).catch(
    (error: unknown): Use => ({ kind: 'error', why: String(error) }),
  );
  underWay.set(asked.id, work);
  return work.finally(() => underWay.delete(asked.id));
}

async function read(id: number): Promise<Row> {
  const { rows } = await pool.query<Row>('select * from naive_grants where id = $1', [id]);
  return rows[0] as Row;
}

async function refresh(db: Pick<pg.Pool, 'query'>, { id, origin }: Ask, row: Row): Promise<Use> {
  const response = await fetch(`${origin}/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: row.refresh_token }),
  });
  const answer = (await response.json()) as Record<string, string>;
  if (!response.ok) return { kind: 'problem', why: String(answer.error) };
  const update = `
    update naive_grants set refresh_token = $2, access_token = $3, expires_at = now() + interval '1 hour' where id = $1`;
  await db.query(update, [id, answer.refresh_token, answer.access_token]);
  return { kind: 'token', token: String(answer.access_token) };
}

async function refreshInTransaction(asked: Ask): Promise<Use> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query<Row>('select * from naive_grants where id = $1 for update', [asked.id]);
    const use = await refresh(client, asked, rows[0] as Row);
    await client.query('commit');
    return use;
  } finally {
    client.release();
  }
}

/** Reads a row, changes one thing of it and writes it back as it was read. */
async function changeRows(ids: number[], times: number): Promise<number> {
  for (let turn = 0; turn < times; turn += 1) {
    const row = await read(ids[turn % ids.length] as number);
    const update = `
      update naive_grants set refresh_token = $2, access_token = $3, expires_at = $4, note = $5 where id = $1`;
    await pool.query(update, [row.id, row.refresh_token, row.access_token, row.expires_at, `note ${turn}`]);
  }
  return times;
}
