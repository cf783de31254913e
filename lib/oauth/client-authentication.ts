import * as oauth from 'oauth4webapi';
import { clientAssertion } from './client-assertion.ts';
import type { Client } from './types.ts';

/** What a request shows of its client, and which of its texts no reply may repeat. */
export type ShownClient = { authentication: oauth.ClientAuth; sent: readonly string[] };

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * Makes what one request to `endpoint` shows of its client: a secret in the body or by HTTP Basic (RFC 6749 §2.3.1), an
 * assertion (RFC 7523 §2.2), or its id alone. Throws OAuthRefusal for a key that nobody can sign with.
 */
export async function showClient({ clientId, authentication: by }: Client, endpoint: string): Promise<ShownClient> {
  switch (by.method) {
    case 'client_secret_post':
      return { authentication: oauth.ClientSecretPost(by.secret.reveal()), sent: [by.secret.reveal()] };
    case 'client_secret_basic':
      return byBasic(clientId, by.secret.reveal());
    case 'private_key_jwt': {
      const { key, keyTypes = ['rsa'] } = by;
      const assertion = await clientAssertion({ clientId, key, keyTypes, audience: endpoint });
      return { authentication: byAssertion(assertion), sent: [assertion, key.reveal()] };
    }
    case 'none':
      return { authentication: oauth.None(), sent: [] };
  }
}

/** Both halves are form-encoded before base64, which then looks nothing like the secret: it is a text of its own. */
async function byBasic(clientId: string, secret: string): Promise<ShownClient> {
  const authentication = oauth.ClientSecretBasic(secret);
  const headers = new Headers();
  await authentication({ issuer: '' }, { client_id: clientId }, new URLSearchParams(), headers);
  const [, shown = ''] = headers.get('authorization')?.split(' ') ?? [];
  return { authentication, sent: [secret, shown] };
}

/** oauth4webapi’s own names the issuer as audience; Entra wants the token endpoint. */
function byAssertion(assertion: string): oauth.ClientAuth {
  return (_server, client, body) => {
    body.set('client_id', client.client_id);
    body.set('client_assertion_type', assertionType);
    body.set('client_assertion', assertion);
  };
}
