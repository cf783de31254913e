import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import type { OidcAccount } from './oidc-server.ts';

/** What a person does at the consent screen: signs in as this address and allows these scopes, all when absent. */
export type Approval = { account: string; scopes?: string[]; declines?: boolean };

/** The sign-in and consent page: one button for each account, and one to decline. */
export async function answerInteraction(
  provider: Provider,
  accounts: readonly OidcAccount[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { params } = await provider.interactionDetails(request, response);
  if (request.method !== 'POST') {
    const buttons = accounts.map(
      ({ address }) => `<button name="account" value="${address}">Allow as ${address}</button>`,
    );
    const page = `<!doctype html><title>Consent</title><form method="post">${buttons.join('')}<button name="declines" value="yes">Decline</button></form>`;
    response.writeHead(200, { 'content-type': 'text/html' }).end(page);
    return;
  }
  const form = await readForm(request);
  if (form.has('declines')) {
    const result = { error: 'access_denied', error_description: 'The person declined.' };
    return provider.interactionFinished(request, response, result);
  }
  const account = accounts.find(({ address }) => address === form.get('account'));
  if (!account) throw new Error('The test signs in as nobody that this server knows.');
  const asked = (params.scope ?? '').split(' ');
  const allowed = form.get('scopes')?.split(' ') ?? asked;
  const grant = new provider.Grant({ accountId: account.id, clientId: params.client_id ?? '' });
  grant.addOIDCScope(asked.filter((scope) => allowed.includes(scope)).join(' '));
  grant.rejectOIDCScope(asked.filter((scope) => !allowed.includes(scope)).join(' '));
  const result = { login: { accountId: account.id }, consent: { grantId: await grant.save() } };
  return provider.interactionFinished(request, response, result);
}

/** Follows the redirects of an authorization request as a browser would, pressing the button where there is one. */
export async function walkThrough(
  authorizeUrl: string,
  redirectUris: readonly string[],
  { account, scopes, declines }: Approval,
): Promise<URL> {
  const cookies = new Map<string, string>();
  const form = new URLSearchParams(declines ? { declines: 'yes' } : { account });
  if (scopes) form.set('scopes', scopes.join(' '));
  let url = new URL(authorizeUrl);
  for (let hops = 0; hops < 6; hops += 1) {
    if (redirectUris.some((uri) => url.href.split('?')[0] === uri)) return url;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const press = url.pathname.startsWith('/interaction/') ? { method: 'POST', body: form } : {};
    const answer = await fetch(url, { ...press, headers: { cookie }, redirect: 'manual' });
    for (const set of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = set.split(';')[0]?.split(/=(.*)/s) ?? [];
      cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (!location) throw new Error(`The authorization server stopped at ${url.pathname}: ${await answer.text()}`);
    url = new URL(location, url);
  }
  throw new Error('The authorization server sends people around in circles.');
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}
