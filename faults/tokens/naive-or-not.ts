import type { Message, Named } from '#faults/programs/message.ts';
import type { Place } from './place.ts';

/** The product's engine, or the naive program: the control of the same test. */
export type Kind = 'engine' | 'naive';

export type Asking = {
  /** One for each grant: a token, from the store where it serves. */
  asks: Message[];
  /** The same for a new one, whatever is in store, or in some process's memory. */
  askFresh: () => Promise<Message[]>;
};

/** Grants whose tokens have expired, and what to tell a program of this kind to have them refreshed. */
export async function grantsFor(place: Place, kind: Kind, count: number): Promise<Asking> {
  const { origin } = place.server;
  if (kind === 'engine') {
    const grants: Named[] = await place.connect(count);
    return {
      asks: grants.map((grant) => ({ do: 'ask', grant, calls: 1 })),
      askFresh: async () => grants.map((grant) => ({ do: 'ask', grant, calls: 1, since: new Date().toISOString() })),
    };
  }
  const ids = await place.connectNaively(count);
  const asks = ids.map((id): Message => ({ do: 'ask naively', id, calls: 1, origin }));
  return {
    asks,
    askFresh: async () => {
      await place.expireNaively();
      return asks;
    },
  };
}
