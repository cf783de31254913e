import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { encodings } from '#lib/testing/spellings-of.ts';
import { type Surface, surfaces } from './evidence.ts';
import type { ListeningProxy } from './listening-proxy.ts';
import type { ProductDatabase } from './product-database.ts';

type Encoding = keyof typeof encodings;
const encodingNames = Object.keys(encodings) as Encoding[];

export type Plants = {
  /** By name: one for each surface and encoding. */
  secrets: Record<string, string>;
  texts: (surface: Surface) => string[];
};

export const plantName = (surface: Surface, encoding: string) => `planted in ${surface} as ${encoding}`;
export const plantNames = (surface: Surface) => encodingNames.map((encoding) => plantName(surface, encoding)).sort();

/** Secrets that are there to be found, each in one spelling at one place. */
export function newPlants(): Plants {
  const secrets = new Map(surfaces.flatMap(plantNames).map((name) => [name, randomBytes(21).toString('base64url')]));
  return {
    secrets: Object.fromEntries(secrets),
    texts: (surface) =>
      encodingNames.map((encoding) => encodings[encoding](secrets.get(plantName(surface, encoding)) ?? '')),
  };
}

/** In headers and addresses a line cannot end. */
const onOneLine = (texts: string[]) => texts.map((text) => text.replaceAll('\n', '%0A'));

type Places = { outputFile: string; dataFolder: string; build: string };

/** Leaves the plants in files of every kind; answers what takes them away again. */
export function plantInFiles({ texts }: Plants, { outputFile, dataFolder, build }: Places): () => void {
  const folders: [Surface, string][] = [
    ['output of the start', outputFile],
    ['log of the web server', join(dataFolder, 'log', 'web.log')],
    ['log of the worker', join(dataFolder, 'log', 'worker.log')],
  ];
  for (const [surface, file] of folders) appendFileSync(file, `${texts(surface).join('\n')}\n`);
  const made: [Surface, string][] = [
    ['files of the data folder', join(dataFolder, 'planted')],
    ['files of the build', join(build, 'static', 'planted.js')],
    ['e-mails', join(dataFolder, 'sandbox', 'mail', 'planted.eml')],
  ];
  for (const [surface, file] of made) writeFileSync(file, texts(surface).join('\n'));
  return () => {
    for (const [, file] of made) rmSync(file, { force: true });
  };
}

/** Leaves them in rows that are there, in rows that were deleted, and in the audit log. */
export async function plantInDatabase(
  { texts }: Plants,
  { rows }: ProductDatabase,
  slug: string,
): Promise<() => Promise<void>> {
  await rows('create table planted (text text)');
  await rows('create table planted_and_gone (text text)');
  await rows('insert into planted select unnest($1::text[])', [texts('rows of the database')]);
  await rows('insert into planted_and_gone select unnest($1::text[])', [texts('files of the database')]);
  await rows('delete from planted_and_gone');
  await rows('checkpoint');
  await rows(
    `insert into audit_events (tenant_id, actor_kind, action, target_kind, target_name)
     select id, 'system', 'planted', 'planted', unnest($1::text[]) from tenants where slug = $2`,
    [texts('audit log'), slug],
  );
  return async () => {
    await rows('drop table planted, planted_and_gone');
    // Nobody else can: the log only grows.
    await rows("set session_replication_role = replica; delete from audit_events where action = 'planted'");
  };
}

/** Has the wire itself carry them to the browser, and lets the page keep, say and pass them on. */
export async function plantInBrowser(
  { texts }: Plants,
  page: Page,
  proxy: ListeningProxy,
  origins: { own: string; other: string },
): Promise<void> {
  const answer = (surface: Surface, type: string) => ({
    headers: { 'content-type': type },
    body: texts(surface).join('\n'),
  });
  const headers = onOneLine(texts('response headers')).map((text, index) => [`x-planted-${index}`, text] as const);
  proxy.plant('/planted/page', {
    headers: { 'content-type': 'text/html', 'referrer-policy': 'unsafe-url', ...Object.fromEntries(headers) },
    body: `<!doctype html>${texts('HTML').join('<br>\n')}`,
  });
  proxy.plant('/planted/flight', answer('RSC payloads', 'text/x-component'));
  proxy.plant('/planted/json', answer('JSON', 'application/json'));
  proxy.plant('/planted/script', answer('scripts and styles', 'text/javascript'));
  proxy.plant('/planted/key', answer('answers to an API key', 'application/json'));
  const query = (surface: Surface) => onOneLine(texts(surface)).join('&');
  await page.goto(`${origins.own}/planted/page?${query('addresses')}`);
  await page.evaluate(async () => {
    for (const path of ['flight', 'json', 'script']) await fetch(`/planted/${path}`);
    await fetch('/planted/key', { headers: { authorization: 'Bearer planted' } });
  });
  await page.goto(`${origins.own}/planted/page?${query('what other sites are told')}`);
  await page.evaluate((other) => fetch(other, { mode: 'no-cors' }), origins.other);
  const names = [
    'local storage',
    'session storage',
    'IndexedDB',
    'cache storage',
    'cookies of scripts',
    'page as shown',
    'browser console',
  ] as const;
  await page.evaluate(
    keepInPage,
    Object.fromEntries(names.map((name) => [name, texts(name)])) as Record<(typeof names)[number], string[]>,
  );
}

type Kept =
  | 'local storage'
  | 'session storage'
  | 'IndexedDB'
  | 'cache storage'
  | 'cookies of scripts'
  | 'page as shown'
  | 'browser console';

async function keepInPage(kept: Record<Kept, string[]>): Promise<void> {
  const text = (name: Kept) => kept[name].join('\n');
  localStorage.setItem('planted', text('local storage'));
  sessionStorage.setItem('planted', text('session storage'));
  await new Promise<void>((resolve, reject) => {
    const opening = indexedDB.open('planted');
    opening.onupgradeneeded = () => opening.result.createObjectStore('planted');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const change = opening.result.transaction('planted', 'readwrite');
      change.objectStore('planted').put(text('IndexedDB'), 1);
      change.oncomplete = () => {
        opening.result.close();
        resolve();
      };
    };
  });
  await (await caches.open('planted')).put('/planted', new Response(text('cache storage')));
  for (const [index, value] of kept['cookies of scripts'].entries()) {
    // biome-ignore lint/suspicious/noDocumentCookie: what scripts can read is what is planted.
    document.cookie = `planted${index}=${value.replaceAll('\n', '%0A')}`;
  }
  document.body.append(text('page as shown'));
  console.log(text('browser console'));
}

/** What a command that prints them writes. */
export function plantInOutput({ texts }: Plants): string {
  const input = texts('output of commands').join('\n');
  return String(spawnSync(process.execPath, ['-e', 'process.stdin.pipe(process.stdout)'], { input }).stdout);
}

/** A process that was started with them, half on its command line and half in its environment; ended by the caller. */
export function plantInProcess({ texts }: Plants): { pid: number; end: () => void } {
  const [first = '', ...others] = texts('processes');
  const waits = ['-e', 'process.stdin.resume()', first, ...others.slice(3)];
  const planted = others.slice(0, 3).map((text, index) => [`PLANTED_${index}`, text]);
  const env: NodeJS.ProcessEnv = { NODE_ENV: 'test', ...Object.fromEntries(planted) };
  const child = spawn(process.execPath, waits, { env, stdio: ['pipe', 'ignore', 'ignore'] });
  return { pid: child.pid ?? 0, end: () => void child.kill() };
}
