import { getRequestConfig } from 'next-intl/server';
import helpTexts from '#lib/strings/en/help.json' with { type: 'json' };
import { messages } from './messages.ts';

/** Server components read the catalogue that the provider hands to the browser, and the texts of the help page. */
export default getRequestConfig(async () => ({
  locale: 'en',
  messages: { ...messages, help: helpTexts },
  timeZone: 'UTC',
}));
