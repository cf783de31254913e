import { config } from '#lib/config/index.ts';
import type { Notice } from '#lib/db/generated/client.ts';
import { sentence } from '#lib/strings/index.ts';
import { connectionPage } from './event-data.ts';
import type { Watched } from './matters.ts';
import { noticeWords, recoveredWords } from './notice-words.ts';
import type { Step } from './steps.ts';

export type NoticeMail = { subject: string; text: string; html: string };

type About = { notice: Notice; step: Step; connection: Watched; tenant: { slug: string; name: string }; now: Date };

/** What an administrator is written: what happens and when, why, what to do, and where. */
export function composeNoticeMail({ notice, step, connection, tenant, now }: About): NoticeMail {
  const words = step === 'recovered' ? recoveredWords(connection.senderAddress) : noticeWords(notice, connection, now);
  const link = connectionPage(tenant.slug, connection.id);
  const open = sentence('notices.mail.open');
  const because = sentence('notices.mail.because', { tenant: tenant.name, installation: config().publicUrl });
  const paragraphs = [`${words.title}.`, words.why, words.cure].filter((text) => text !== '');
  return {
    subject: words.title,
    text: [...paragraphs, `${open}:\n${link}`, `-- \n${because}`].join('\n\n'),
    html: [
      '<!doctype html><html lang="en"><body style="font-family:sans-serif;line-height:1.5">',
      ...paragraphs.map((text, index) => (index === 0 ? `<p><b>${escaped(text)}</b></p>` : `<p>${escaped(text)}</p>`)),
      `<p><a href="${escaped(link)}">${escaped(open)}</a></p>`,
      `<p style="color:#666;font-size:smaller">${escaped(because)}</p></body></html>`,
    ].join('\n'),
  };
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}
