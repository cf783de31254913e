import type { ConnectionSettings } from '#lib/tokens/index.ts';
import type { Credential, Via } from '#lib/transports/index.ts';

/** What a transport needs of a connection to carry its mail. */
export function viaOf({ connection, endpoints, userName, proxies }: ConnectionSettings, credential: Credential): Via {
  const { apiUrl, smtpHost, smtpPort, smtpSecurity, caCertificate } = endpoints;
  return {
    credential,
    mailbox: userName,
    actingAs: connection.grantKind === 'client_credentials' ? 'application' : 'user',
    apiUrl,
    smtpHost,
    smtpPort,
    smtpSecurity,
    caCertificate,
    proxy: proxies.mail,
  };
}
