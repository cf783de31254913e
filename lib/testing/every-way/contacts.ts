import type { ConnectionView } from '#lib/connections/schema.ts';
import type { Servers } from './prepared.ts';

/**
 * Which of a connection's endpoints were asked for something, by the servers' own logs, each once; anything else by its
 * address. What a mail server asks the authorization server is its own affair.
 */
export function contacts({ sandbox, oidc, tokenMail }: Servers, { endpoints }: ConnectionView): string[] {
  const { issuer, authorizationEndpoint, tokenEndpoint, apiUrl } = endpoints;
  const heard = sandbox.control.recording.list();
  const discovery = issuer && `${issuer}/.well-known/openid-configuration`;
  const keys = heard.filter(({ url }) => url === discovery).map(({ answer }) => JSON.parse(answer.body).jwks_uri);
  const whatIs = (url: string): string | null => {
    if (url === oidc.endpoints.introspection || url.startsWith(`${oidc.issuer}/interaction/`)) return null;
    // Where a person comes back to, from the page between.
    if (authorizationEndpoint && url.startsWith(authorizationEndpoint)) return 'authorization';
    if (url === tokenEndpoint) return 'token';
    if (url === discovery || keys.includes(url) || (url === oidc.endpoints.jwks && issuer === oidc.issuer))
      return 'issuer';
    return apiUrl && url.startsWith(`${apiUrl}/`) ? 'api' : url;
  };
  const urls = [...heard.map(({ url }) => url.split('?')[0] ?? ''), ...oidc.requests];
  const mail = [...sandbox.control.requests().filter(({ surface }) => surface === 'smtp'), ...tokenMail.signIns];
  const found = urls.map(whatIs).filter((name) => name !== null);
  return [...new Set([...found, ...mail.map(() => 'mail')])].toSorted();
}
