import type { Certificates } from './certificates/authority.ts';
import type { Recorder } from './control/recorder.ts';
import type { RequestLog } from './control/request-log.ts';
import type { FaultBoard } from './faults/fault-board.ts';
import type { GoogleCodes } from './google/codes.ts';
import type { MailStore } from './mailbox/mail-store.ts';
import type { Cloud } from './microsoft/clouds.ts';
import type { MicrosoftCodes } from './microsoft/codes.ts';
import type { SigningKey } from './microsoft/signing-key.ts';
import type { Store } from './state.ts';

/** Everything the parts of one running sandbox share. */
export type Sandbox = {
  /** As browsers write it, e.g. `http://localhost:4010`. */
  origin: string;
  /** The cloud of Microsoft's that is asked, and the base of its sign-in addresses; the global one outside of its own. */
  cloud: Cloud;
  authority: string;
  smtpPort: number;
  /** Google's SMTP: with STARTTLS, and with TLS from the start. */
  googleSmtpPort: number;
  googleSmtpsPort: number;
  /** The mail server of an office: without TLS or with STARTTLS, and with TLS from the start. */
  plainSmtpPort: number;
  plainSmtpsPort: number;
  store: Store;
  mail: MailStore;
  log: RequestLog;
  recorder: Recorder;
  codes: MicrosoftCodes;
  googleCodes: GoogleCodes;
  faults: FaultBoard;
  signingKey: SigningKey;
  certificates: Certificates;
  settings: Settings;
  /** Messages Graph is taking right now, by application and mailbox. */
  submitting: Map<string, number>;
  /** When Graph told of keys lately, by directory. */
  keyReads: Map<string, number[]>;
  /** Secret values not yet shown, by secret id: a page shows each once. */
  newSecretValues: Map<string, string>;
};

/** What the control API changes while running; a restart begins with these again. */
export type Settings = {
  /** Null is Microsoft's own way: random, 60 to 90 minutes. */
  accessTokenLifetimeSeconds: number | null;
  googleAccessTokenSeconds: number;
};

export const defaultSettings = (): Settings => ({
  accessTokenLifetimeSeconds: null,
  googleAccessTokenSeconds: 3_599,
});
