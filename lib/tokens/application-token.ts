import type { Secret } from '#lib/crypto/index.ts';
import { requestByJwtBearer, requestClientCredentials, type TokenAnswer } from '#lib/oauth/index.ts';
import { clientOf } from './client-of.ts';
import type { ConnectionSettings } from './connection-settings.ts';

type From = Pick<ConnectionSettings, 'provider' | 'settings' | 'connection' | 'server' | 'fetch'>;

/** Asks for an application's own token, the way its provider gives one. Throws OAuthRefusal or OAuthNoAnswer. */
export function applicationToken(from: From, secret: Secret | null, scopes: string[]): Promise<TokenAnswer> {
  const { provider, settings, connection, server, fetch } = from;
  if (provider.applicationGrant === 'jwt_bearer' && secret) {
    const { clientId, senderAddress: subject } = connection;
    return requestByJwtBearer({ server, clientId, key: secret, subject, scopes, fetch });
  }
  const parameters = provider.tokenParameters(settings, 'client_credentials');
  return requestClientCredentials({ server, client: clientOf(from, secret), scopes, parameters, fetch });
}
