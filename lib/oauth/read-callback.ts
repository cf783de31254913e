import * as oauth from 'oauth4webapi';
import { clientMetadata, serverMetadata } from './authorization-server.ts';
import { ownRefusal, redirectRefusal } from './refusals.ts';
import type { AuthorizationServer } from './types.ts';

const single = ['code', 'state', 'iss', 'error', 'error_description', 'error_subcode', 'response'];

type CallbackInput = {
  server: AuthorizationServer;
  clientId: string;
  /** This server's alone, where there are several (RFC 9700 §4.4.2.2). */
  redirectUri: string;
  callbackUrl: URL;
  state: string;
  /** Then `iss` must be there. */
  promisesIssuerParameter: boolean;
};

/**
 * Checks what the browser brought back, before any code is used: at the address given for this server, each parameter
 * once, `state` ours, `iss` (RFC 9207) the expected issuer to the letter wherever it is present, or promised for a code.
 * Throws OAuthRefusal, with the server's own error when it sent one.
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

function requireOurs(input: CallbackInput, parameters: URLSearchParams): void {
  const { server, state, redirectUri, callbackUrl, promisesIssuerParameter } = input;
  if (`${callbackUrl.origin}${callbackUrl.pathname}` !== redirectUri) {
    throw ownRefusal('invalid_callback', 'The callback arrived at the address of another authorization server.');
  }
  if (parameters.get('state') !== state) {
    throw ownRefusal('state_mismatch', 'The callback does not carry the state that was sent.');
  }
  const issuer = parameters.get('iss');
  // Google promises it and refuses without it: a refusal carries no code that could reach another server.
  if (issuer === null && promisesIssuerParameter && !parameters.get('error')) {
    throw ownRefusal('issuer_mismatch', 'The callback does not name its issuer, although the server promises to.');
  }
  if (issuer === null || (issuer === server.issuer && issuer !== '')) return;
  const named = `“${issuer.slice(0, 300)}”`;
  throw server.issuer === ''
    ? ownRefusal(
        'issuer_unknown',
        `The server calls itself ${named}, and no issuer is entered. Enter it as the issuer.`,
      )
    : ownRefusal('issuer_mismatch', `The callback names ${named}; expected is “${server.issuer}”.`);
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
