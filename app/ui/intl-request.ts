import { getRequestConfig } from 'next-intl/server';
import { messages } from './messages.ts';

/** Server components read the same catalogue that the provider hands to the browser. */
export default getRequestConfig(async () => ({ locale: 'en', messages, timeZone: 'UTC' }));
