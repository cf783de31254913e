import type { Named } from '#faults/programs/message.ts';

/** What the measured program is told. */
export type Message =
  /** Asks so often, one after the other and then all at once, for a token that it has. */
  | { do: 'ask for what is kept'; grant: Named; calls: number }
  /** Asks all at once. */
  | { do: 'ask at once'; grant: Named; calls: number }
  /** Asks again and again, until the token that it has is handed out no more. */
  | { do: 'ask until it is gone'; grant: Named }
  /** Looks for what is due. */
  | { do: 'find what is due'; times: number }
  /** Renews whatever is due, so many turns. */
  | { do: 'renew'; turns: number };

export type Kept = { medianMs: number; slowMs: number; atOnceMs: number; statements: number; fromDatabaseMs: number };
export type AtOnce = { served: number; slowestMs: number };
export type Gone = { atMs: number };
export type Found = { medianMs: number; found: number };
export type Renewed = { heapMiB: number };
