import type { Page } from 'playwright/test';
import type { Book } from './evidence.ts';

/** In the page: everything scripts of its origin could read, now or tomorrow. */
async function readPage() {
  const entries = (storage: Storage) => JSON.stringify(Object.entries(storage));
  const ask = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const indexed: unknown[] = [];
  for (const { name = '' } of await indexedDB.databases()) {
    const database = await ask(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const rows = database.transaction(store).objectStore(store);
      indexed.push(name, store, await ask(rows.getAllKeys()), await ask(rows.getAll()));
    }
    database.close();
  }
  const cached: string[] = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      const headers = [...(answer?.headers ?? [])].join('\n');
      cached.push(name, request.url, headers, (await answer?.text()) ?? '');
    }
  }
  const fields = [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')];
  return {
    local: entries(localStorage),
    session: entries(sessionStorage),
    indexed: JSON.stringify(indexed),
    cached: cached.join('\n'),
    cookies: document.cookie,
    shown: [document.documentElement.outerHTML, ...fields.map(({ value }) => value), window.name].join('\n'),
    addresses: [
      location.href,
      document.referrer,
      JSON.stringify(history.state),
      ...performance.getEntries().map(({ name }) => name),
    ].join('\n'),
  };
}

/** What a page shows, keeps in the browser, and remembers of where it was; `state` says in which state it is. */
export async function lookAtPage(page: Page, book: Book, state: string): Promise<void> {
  const read = await page.evaluate(readPage);
  book.add('local storage', state, read.local);
  book.add('session storage', state, read.session);
  book.add('IndexedDB', state, read.indexed);
  book.add('cache storage', state, read.cached);
  book.add('cookies of scripts', state, read.cookies);
  book.add('page as shown', state, read.shown);
  book.add('addresses', `page: ${state}`, read.addresses);
  const session = await page.context().newCDPSession(page);
  const { entries } = await session.send('Page.getNavigationHistory');
  await session.detach();
  for (const { url } of entries) book.add('addresses', `history: ${url.split('?')[0]}`, url);
}
