import type { ConnectionView } from '#lib/connections/schema.ts';
import type { OidcServer } from '#lib/testing/oidc-server.ts';
import type { TokenMailServer } from '#lib/testing/token-mail-server.ts';
import type { RunningSandbox } from '#sandbox/start-sandbox.ts';

/** Every server that there is a way to. */
export type Servers = {
  sandbox: RunningSandbox;
  oidc: OidcServer;
  tokenMail: TokenMailServer;
  /** What is typed for a mail server that has no provider: other than theirs, so that one taken for another is seen. */
  mailHosts: { office: string; tokens: string };
};

export type Arrived = { subject: string; from: string; to: string[] };

/** What is registered at the other side for one way, and how a person goes it. */
export type Prepared = {
  /** What is typed in beside what is chosen. */
  typed: Record<string, unknown>;
  recipient: string;
  /** Where the mail server of this way is, by the name or address that is configured; null where none is asked. */
  mailServer: { host: string; port: number } | null;
  /** Learns the redirect URL, once it is shown. */
  ready?: (view: ConnectionView) => void;
  /** Signs in and consents; where the browser is sent then. */
  walk?: (authorizeUrl: string) => Promise<URL>;
  arrived: () => Promise<Arrived[]>;
  /** What the mail server says of who signed in last, and how. */
  signedIn?: () => object | undefined;
};
