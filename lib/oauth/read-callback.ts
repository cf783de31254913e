import * as oauth from 'oauth4webapi';
import { clientMetadata, serverMetadata } from './authorization-server.ts';
import { ownRefusal, redirectRefusal } from './refusals.ts';
import type { AuthorizationServer } from './types.ts';

const single = ['code', 'state', 'iss', 'error', 'error_description', 'error_subcode', 'response'];

type CallbackInput = {
  server: AuthorizationServer;
  clientId: string;
  callbackUrl: URL;
  state: string;
  /** From the server's metadata: then `iss` must be there. */
  promisesIssuerParameter: boolean;
};

/**
 * Checks what the browser brought back, before any code is used: each parameter once, `state` ours, `iss` (RFC 9207)
 * the expected issuer to the letter wherever it is present or promised. Throws OAuthRefusal, with the server's own
 * error when it sent one.
 */
export function readCallback(input: CallbackInput): URLSearchParams {
  const parameters = input.callbackUrl.searchParams;
  const repeated = single.find((name) => parameters.getAll(name).length > 1);
  if (repeated) throw ownRefusal('invalid_callback', `The callback carries “${repeated}” more than once.`);
  requireOurs(input, parameters);
  if (parameters.get('error')) throw redirectRefusal(parameters);
  if (!parameters.get('code'))
    throw ownRefusal('invalid_callback', 'The callback carries neither a code nor an error.');
  return validated(input, parameters);
}

function requireOurs({ server, state, promisesIssuerParameter }: CallbackInput, parameters: URLSearchParams): void {
  if (parameters.get('state') !== state) {
    throw ownRefusal('state_mismatch', 'The callback does not carry the state that was sent.');
  }
  const issuer = parameters.get('iss');
  if (issuer === null && promisesIssuerParameter) {
    throw ownRefusal('issuer_mismatch', 'The callback does not name its issuer, although the server promises to.');
  }
  if (issuer !== null && issuer !== server.issuer) {
    throw ownRefusal(
      'issuer_mismatch',
      `The callback names “${issuer.slice(0, 300)}”; expected is “${server.issuer}”.`,
    );
  }
}

/** oauth4webapi only exchanges parameters it has checked itself. */
function validated(input: CallbackInput, parameters: URLSearchParams): URLSearchParams {
  const metadata = serverMetadata(input.server);
  try {
    return oauth.validateAuthResponse(metadata, clientMetadata(input.clientId), parameters, input.state);
  } catch (error) {
    throw ownRefusal('invalid_callback', error instanceof Error ? error.message : 'The callback is malformed.');
  }
}
