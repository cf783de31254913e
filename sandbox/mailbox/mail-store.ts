import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readWhole, writeWhole } from '#sandbox/state.ts';

export type Folder = 'inbox' | 'sent';

/** One message in one mailbox. The raw message is shared by all its copies. */
export type MailCopy = {
  id: string;
  /** Lower-case address whose mailbox it is in; outside every directory it is only kept, never sent. */
  mailbox: string;
  folder: Folder;
  rawId: string;
  receivedAt: string;
  via: 'graph' | 'gmail' | 'smtp';
  envelopeFrom: string;
  envelopeTo: string[];
  subject: string;
  from: string;
  to: string;
  bytes: number;
};

export type MailStore = {
  keep: (raw: Buffer) => Promise<string>;
  add: (copy: Omit<MailCopy, 'id'>) => MailCopy;
  /** Newest first. */
  list: (mailbox: string) => MailCopy[];
  find: (mailbox: string, id: string) => MailCopy | undefined;
  raw: (rawId: string) => Promise<Buffer>;
  /** Every address that has mail. */
  mailboxes: () => string[];
  clear: () => void;
};

/** Mail kept in `dir/mail`: one .eml per message and an index that is only ever appended to. */
export function openMailStore(dir: string): MailStore {
  const folder = join(dir, 'mail');
  const index = join(folder, 'index.jsonl');
  mkdirSync(folder, { recursive: true });
  if (readWhole(index) === undefined) writeWhole(index, '');
  const copies: MailCopy[] = readFileSync(index, 'utf8')
    .split('\n')
    .flatMap((line) => readLine(line));
  const ofMailbox = (mailbox: string): MailCopy[] => copies.filter((copy) => copy.mailbox === mailbox.toLowerCase());
  return {
    keep: async (raw) => {
      const rawId = randomUUID();
      await writeFile(join(folder, `${rawId}.eml`), raw, { mode: 0o600 });
      return rawId;
    },
    add: (wanted) => {
      const copy: MailCopy = { id: randomUUID(), ...wanted, mailbox: wanted.mailbox.toLowerCase() };
      appendFileSync(index, `${JSON.stringify(copy)}\n`);
      copies.push(copy);
      return copy;
    },
    list: (mailbox) => ofMailbox(mailbox).reverse(),
    find: (mailbox, id) => ofMailbox(mailbox).find((copy) => copy.id === id),
    raw: (rawId) => readFile(join(folder, `${rawId}.eml`)),
    mailboxes: () => [...new Set(copies.map(({ mailbox }) => mailbox))],
    clear: () => {
      copies.length = 0;
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      writeWhole(index, '');
    },
  };
}

/** A line cut short by a crash is the last one and is left out. */
function readLine(line: string): MailCopy[] {
  if (!line) return [];
  try {
    return [JSON.parse(line) as MailCopy];
  } catch {
    return [];
  }
}
