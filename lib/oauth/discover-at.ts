import { discoverServer } from './discover.ts';
import { type AuthorizationServer, type Fetch, OAuthRefusal } from './types.ts';

const oidc = '/.well-known/openid-configuration';
const oauth2 = '/.well-known/oauth-authorization-server';

/**
 * The server described at a discovery URL, or by an issuer that is given as it is. Its document must name the issuer
 * that this URL belongs to (RFC 8414 §3.3, OpenID Connect Discovery §4.3). Throws as `discover` does, and TypeError for
 * what is no URL.
 */
export async function discoverAt({ url, fetch }: { url: string; fetch: Fetch }): Promise<AuthorizationServer> {
  const [first, other] = issuersOf(url);
  try {
    return await discoverServer({ issuer: first, fetch });
  } catch (error) {
    const isOther = error instanceof OAuthRefusal && error.reply.code === 'issuer_mismatch';
    if (!isOther) throw error;
    // Of the two the URL does not tell which is meant; what the first one was refused for is said.
    return discoverServer({ issuer: other, fetch }).catch(() => {
      throw error;
    });
  }
}

/** The issuers a URL may be of: a slash at their end is taken away before the well-known path is put behind (§4). */
export function issuersOf(url: string): [string, string] {
  const { origin, pathname, search, hash } = new URL(url);
  const path = pathname.startsWith(oauth2)
    ? pathname.slice(oauth2.length)
    : pathname.endsWith(oidc)
      ? pathname.slice(0, -oidc.length)
      : pathname;
  const bare = `${origin}${path.replace(/\/$/, '')}`;
  const rest = `${search}${hash}`;
  const spellings: [string, string] = url.trim().endsWith('/') ? [`${bare}/`, bare] : [bare, `${bare}/`];
  return rest === '' ? spellings : [`${spellings[0]}${rest}`, `${spellings[1]}${rest}`];
}
