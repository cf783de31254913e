import type { ConnectionView } from '#lib/connections/schema.ts';
import type { Servers } from './prepared.ts';

/**
 * Which of a connection's endpoints were asked for something, by the servers' own logs, each once; anything else by its
 * address. What a mail server asks the authorization server is its own affair.
 */
export function contacts({ sandbox, oidc, tokenMail, mailHosts }: Servers, { endpoints }: ConnectionView): string[] {
  const { issuer, authorizationEndpoint, tokenEndpoint, apiUrl, smtpHost } = endpoints;
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
  const found = urls.map(whatIs).filter((name) => name !== null);
  const mail = signInsAt({ sandbox, tokenMail, mailHosts }).map((host) => (host === smtpHost ? 'mail' : host));
  return [...new Set([...found, ...mail])].toSorted();
}

/** The hosts of the mail servers that somebody came in at, each as it is configured. */
function signInsAt({ sandbox, tokenMail, mailHosts }: Omit<Servers, 'oidc'>): string[] {
  const { microsoft, google } = sandbox.providers;
  const hosts: Record<string, string> = {
    microsoft: microsoft.smtpHost,
    google: google.smtpHost,
    smtp: mailHosts.office,
  };
  const heard = sandbox.control.requests().filter(({ surface }) => surface === 'smtp');
  return [
    ...heard.map(({ provider = 'microsoft' }) => hosts[provider] ?? provider),
    ...tokenMail.signIns.map(() => mailHosts.tokens),
  ];
}
