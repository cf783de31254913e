import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export type WebServer = { port: number; close: () => Promise<void> };

/** An HTTP server on loopback, or an HTTPS one when given a certificate. */
export async function startWebServer(
  listener: RequestListener,
  tls?: { cert: string; key: string; maxVersion?: 'TLSv1.1'; minVersion?: 'TLSv1' },
): Promise<WebServer> {
  // Security level 0 lets a test server speak the TLS that is refused today.
  const server = tls ? createSecureServer({ ...tls, ciphers: 'DEFAULT@SECLEVEL=0' }, listener) : createServer(listener);
  await new Promise<void>((fulfil) => server.listen(0, '127.0.0.1', fulfil));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((fulfil) => {
        server.close(() => fulfil());
        server.closeAllConnections();
      }),
  };
}
