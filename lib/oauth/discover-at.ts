import { describedServer } from './discover.ts';
import { findMetadata, placesOf } from './find-metadata.ts';
import type { AuthorizationServer, Fetch } from './types.ts';

/**
 * The server described at a discovery URL, or by an issuer that is given as it is. A discovery URL is asked itself,
 * first; an issuer, and one whose URL has nothing, at each place of its own. The document must name the issuer that was
 * typed, or whose place this URL is (RFC 8414 §3.3, OpenID Connect Discovery §4.3). Throws as `discover` does, and
 * TypeError for what is no URL.
 */
export async function discoverAt({ url, fetch }: { url: string; fetch: Fetch }): Promise<AuthorizationServer> {
  const { isPlace, issuers } = readPlace(url);
  const typed = isPlace ? [new URL(url).href] : [];
  const places = [...new Set([...typed, ...placesOf(issuers[0])])];
  const found = await findMetadata({ places, issuers, fetch });
  if ('absent' in found) throw found.absent;
  return describedServer(found.document);
}

const wellKnown = /\/\.well-known\/(?:openid-configuration|oauth-authorization-server)(?=\/|$)/;

/**
 * Whether a URL is the place of a document, and the issuers it may be of: their slash at the end does not show in it. It
 * stands behind the issuer, or between its host and its path.
 */
export function readPlace(url: string): { isPlace: boolean; issuers: [string, string] } {
  const { origin, pathname } = new URL(url);
  const [before = '', after] = pathname.split(wellKnown);
  const isPlace = after !== undefined && (before === '' || after.replace('/', '') === '');
  const bare = `${origin}${isPlace ? `${before}${after}` : pathname}`.replace(/\/$/, '');
  return { isPlace, issuers: url.trim().endsWith('/') ? [`${bare}/`, bare] : [bare, `${bare}/`] };
}
