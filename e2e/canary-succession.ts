import { Book } from './canaries/evidence.ts';
import { lookAtRows, type ProductDatabase } from './canaries/product-database.ts';
import type { Walk } from './canary-journey.ts';
import { call } from './console.ts';
import { demo } from './places.ts';
import { expect } from './test.ts';

/** Everything sealed that the active connection has. */
const sealedOfActive = `
  with active as (select * from connections where stage = 'active' and tenant_id = (select id from tenants where slug = $1))
  select unnest(array[client_secret, proxy_password]) as sealed from active
  union select refresh_token from grants where connection_id in (select id from active)
  union select token from access_tokens where grant_id in
    (select id from grants where connection_id in (select id from active))`;

async function sealedNow({ rows }: ProductDatabase): Promise<string[]> {
  const found = await rows<{ sealed: string | null }>(sealedOfActive, [demo.slug]);
  return found.flatMap(({ sealed }) => sealed ?? []);
}

/** Another connection takes the active one's place; answers what stood sealed in that: from now on nowhere. */
export async function succession({ database }: Walk, activate: () => Promise<unknown>): Promise<string[]> {
  const sealed = await sealedNow(database);
  expect(sealed).not.toEqual([]);
  await activate();
  return sealed;
}

export const succeed = (walk: Walk, id: string) =>
  succession(walk, () => call(walk.page, demo.slug, 'POST', `connections/${id}/activate`));

/** No row of any table has a part of what was sealed, while what the last one has is found in the same rows. */
export async function nothingLeftOf(sealed: string[], database: ProductDatabase): Promise<void> {
  const book = new Book();
  await lookAtRows(database, book);
  const texts = book.evidence.map(({ where, bytes }) => ({ where, text: String(bytes) }));
  // v1.kid.iv.ct.tag: the first two are others' too.
  const parts = (all: string[]) => all.flatMap((text) => text.split('.').slice(2));
  const placesOf = (all: string[]) =>
    parts(all).flatMap((part) => texts.filter(({ text }) => text.includes(part)).map(({ where }) => where));
  expect(placesOf(sealed)).toEqual([]);
  expect(placesOf(await sealedNow(database))).toContain('public.connections');
}
