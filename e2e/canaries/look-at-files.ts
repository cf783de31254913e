import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Book, Surface } from './evidence.ts';

/** Files that may vanish or be locked while we look are read as they are found. */
function lookBelow(book: Book, surface: Surface, folder: string, isMeant: (file: string) => boolean): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && isMeant(relative(folder, file))) book.add(surface, relative(folder, file), contentOf(file));
  }
}

function contentOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

/** What a run leaves behind: logs, data, the database's own files. The sandbox's are another company's but for its mail. */
export function lookAtData(book: Book, dataFolder: string, databaseHome: string): void {
  const logs: Record<string, Surface> = { web: 'log of the web server', worker: 'log of the worker' };
  const own = Object.keys(logs).map((name) => join('log', `${name}.log`));
  for (const [name, surface] of Object.entries(logs)) {
    lookBelow(book, surface, join(dataFolder, 'log'), (file) => file.startsWith(`${name}.log`));
  }
  const isDatabase = (file: string) => /^(postgres\/)?data\//.test(file);
  // Template databases, by the numbers that are always theirs: nobody may connect to one, and nobody does to the other.
  const isTemplate = (file: string) => /\/base\/[14]\//.test(file);
  lookBelow(book, 'files of the data folder', dataFolder, (file) => {
    return !isDatabase(file) && !file.startsWith('sandbox/') && !own.includes(file);
  });
  lookBelow(book, 'files of the database', databaseHome, (file) => isDatabase(file) && !isTemplate(file));
  lookBelow(book, 'e-mails', join(dataFolder, 'sandbox', 'mail'), () => true);
}

/** What the build made, for browsers and for the server, and the caches of what runs. */
export function lookAtBuild(book: Book, folder: string): void {
  // The compiler's own cache is neither served nor written by what runs; the packages are links to the installed ones.
  lookBelow(book, 'files of the build', folder, (file) => {
    return !/^(cache\/(?!fetch-cache|images)|dev\/|node_modules\/)/.test(file);
  });
}
