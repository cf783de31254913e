import { sendByGmail } from './gmail/send-by-gmail.ts';
import { sendByGraph } from './graph/send-by-graph.ts';
import type { TransportId } from './schema.ts';
import { sendBySmtp } from './smtp/send-by-smtp.ts';
import { verifyBySmtp } from './smtp/verify-by-smtp.ts';
import type { SendOutcome, Transport, Via } from './types.ts';

export type { Credential, OutgoingMail, SendOutcome, Transport, Via } from './types.ts';

const sendBy: Record<TransportId, Transport> = {
  gmail: sendByGmail,
  graph: sendByGraph,
  smtp: (mail, via) => sendBySmtp(mail, via),
};

/** The way of sending by its name. */
export function transport(id: TransportId): Transport {
  return sendBy[id];
}

/** `caller` waits for the answer: once that is aborted, nobody does. */
type Verifier = (via: Via, caller?: AbortSignal | null) => Promise<SendOutcome>;

/** HTTP APIs have no way to sign in without asking for something. */
const verifyBy: Record<TransportId, Verifier | null> = {
  gmail: null,
  graph: null,
  smtp: (via, caller) => verifyBySmtp(via, caller),
};

/** How to sign in and say goodbye without any mail; null where a way of sending has no such thing. */
export function verifier(id: TransportId): Verifier | null {
  return verifyBy[id];
}
