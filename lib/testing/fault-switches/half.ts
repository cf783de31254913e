import type { ConnectionInput } from '#lib/connections/schema.ts';
import type { TransportId } from '#lib/providers/index.ts';
import type { Provider } from '#sandbox/faults/fault-board.ts';
import type { RunningSandbox } from '#sandbox/start-sandbox.ts';

/** What is registered at the provider, for people who consent and for an application of its own. */
export type Registered = {
  /** As faults name it. */
  clientId: string;
  input: (grantKind: ConnectionInput['grantKind'], transport: TransportId) => ConnectionInput;
  /** Makes one more client secret. */
  newSecret: () => string;
  /** Brings back an application that was deleted, where one can be. */
  restore?: () => Promise<void>;
};

/** One provider as these tests need it. */
export type Half = {
  provider: Provider;
  /** Whose mailbox is connected, and who gets its mail. */
  account: string;
  recipient: string;
  transports: Record<'api' | 'smtp', TransportId>;
  register: (sandbox: RunningSandbox, redirectUrl: string) => Registered;
  /** Signs in and accepts; answers where the browser is sent, or the page that it was left on. */
  walk: (authorizeUrl: string) => Promise<URL | string>;
};
