import { sendByGraph } from './send-by-graph.ts';
import { sendBySmtp } from './send-by-smtp.ts';
import type { Transport } from './types.ts';

export type { OutgoingMail, SendOutcome, Transport, Via } from './types.ts';

const transports: Record<'graph' | 'smtp', Transport> = {
  graph: sendByGraph,
  smtp: (mail, via) => sendBySmtp(mail, via),
};

/** The way of sending by its name. */
export function transport(id: 'graph' | 'smtp'): Transport {
  return transports[id];
}
