import { config } from '#lib/config/index.ts';

/** Lets the code under test reach a test server on this machine: exactly this host and port, for this process. */
export function allowEgress(host: string, port: number): void {
  // Tests without a database have no DATABASE_URL, which the configuration asks for.
  process.env.DATABASE_URL ??= 'postgres://nobody@127.0.0.1:1/none';
  config().egressAllow.push(`${host}:${port}`);
}
