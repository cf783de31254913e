import type { Adapter, Stored } from 'oidc-provider';

/** Keeps what an authorization server issues in memory, each server its own: the package's is shared, and warns of itself. */
export function anOidcStore(): (model: string) => Adapter {
  const kept = new Map<string, Stored>();
  const one = (is: (payload: Stored) => boolean) => [...kept.values()].find(is);
  return (model) => {
    const key = (id: string) => `${model}:${id}`;
    return {
      upsert: async (id, payload) => void kept.set(key(id), payload),
      find: async (id) => kept.get(key(id)),
      findByUid: async (uid) => one((payload) => payload.uid === uid && payload.kind === model),
      findByUserCode: async () => undefined,
      consume: async (id) => {
        const payload = kept.get(key(id));
        if (payload) payload.consumed = Math.floor(Date.now() / 1000);
      },
      destroy: async (id) => void kept.delete(key(id)),
      revokeByGrantId: async (grantId) => {
        for (const [place, payload] of kept) if (payload.grantId === grantId) kept.delete(place);
      },
    };
  };
}
