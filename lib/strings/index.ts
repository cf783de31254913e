import { createTranslator } from 'next-intl';
import diagnosis from '#lib/strings/en/diagnosis.json' with { type: 'json' };
import mail from '#lib/strings/en/mail.json' with { type: 'json' };

/** What the server side says by itself. The screens' own texts are loaded by app/. */
const messages = { diagnosis, mail };

const translate = createTranslator({
  locale: 'en',
  messages,
  onError: (error) => {
    throw error;
  },
});

/** The catalogue's sentence under a key, such as `diagnosis.timed_out.title`. An unknown key or a missing value throws. */
export function sentence(key: string, params: Record<string, string | number> = {}): string {
  return translate(key as Parameters<typeof translate>[0], params);
}
