import { headers } from 'next/headers';
import { config } from '#lib/config/index.ts';

/**
 * For a server component: the public URL, where the page was opened under another host than that (cookies and the
 * Origin check would refuse what it sends); null where all is well.
 */
export async function openedElsewhere(): Promise<string | null> {
  return elsewhere(await headers(), config().publicUrl);
}

/** `openedElsewhere` of the headers of a request. Decides nothing but what a page says: any client may write them. */
export function elsewhere(sent: Headers, publicUrl: string): string | null {
  const { protocol, host } = new URL(publicUrl);
  const opened = [sent.get('x-forwarded-host'), sent.get('host')];
  const isHere = opened.some((name) => name !== null && URL.parse(`${protocol}//${name}`)?.host === host);
  return isHere ? null : publicUrl;
}
