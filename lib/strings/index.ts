import { createTranslator } from 'next-intl';
import again from '#lib/strings/en/again.json' with { type: 'json' };
import diagnosis from '#lib/strings/en/diagnosis.json' with { type: 'json' };
import files from '#lib/strings/en/files.json' with { type: 'json' };
import mail from '#lib/strings/en/mail.json' with { type: 'json' };
import notices from '#lib/strings/en/notices.json' with { type: 'json' };
import webhooks from '#lib/strings/en/webhooks.json' with { type: 'json' };
import where from '#lib/strings/en/where.json' with { type: 'json' };

/** What the server side says by itself. The screens' own texts are loaded by app/. */
const messages = { again, diagnosis, files, mail, notices, webhooks, where };

const translate = createTranslator({
  locale: 'en',
  messages,
  onError: (error) => {
    throw error;
  },
});

/** Whether the catalogue has a sentence under a key. */
export function hasSentence(key: string): boolean {
  return translate.has(key as Parameters<typeof translate>[0]);
}

/** The catalogue's sentence under a key, such as `diagnosis.timed_out.title`. An unknown key or a missing value throws. */
export function sentence(key: string, params: Record<string, string | number> = {}): string {
  return translate(key as Parameters<typeof translate>[0], params);
}
