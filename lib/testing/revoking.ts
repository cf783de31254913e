import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { connect, createConnection, finishConsent } from '#lib/connections/index.ts';
import type { ConnectionInput } from '#lib/connections/schema.ts';
import { type Provider, provider } from '#lib/providers/index.ts';
import { anAdmin, type Person } from './a-tenant.ts';
import { type Consent, projectOf } from './authorization-server.ts';
import { inputFor, mailbox, useStrictServer } from './connected.ts';

/** An account that consents. */
export const anAccount = (): Consent => ({ ...mailbox, oid: randomUUID() });

/** A client id of a project that no other test has, and one more of the same. */
export function aProject(): { first: string; second: string } {
  const id = () => randomUUID().replace(/^.{8}/, project);
  const project = randomUUID().slice(0, 8);
  return { first: id(), second: id() };
}

export type Granted = { member: Person; id: string };
export type Wanted = { member?: Person; account?: Consent; clientId?: string; change?: Partial<ConnectionInput> };

/**
 * The strict server, as a provider that does not rotate, revokes whole projects and has its endpoints as its own.
 */
export function useRevokingServer() {
  const strict = useStrictServer();
  let known: Provider;
  beforeAll(() => {
    const { server } = strict;
    known = { ...provider('microsoft') };
    Object.assign(provider('microsoft'), {
      endpoints: () => ({ ...known.endpoints({}), ...server.overridesFor(mailbox.tid) }),
      refreshTokenReuse: 'allowed',
      revocation: { kind: 'rfc7009', endpoint: `${server.origin}/revoke`, project: projectOf },
    });
  });
  afterAll(() => Object.assign(provider('microsoft'), known));
  beforeEach(() => {
    strict.server.settings.rotates = false;
    strict.server.revocations.length = 0;
    strict.server.interveneInRevoking(undefined);
  });
  return {
    get server() {
      return strict.server;
    },
    /** Settings whose endpoints are the provider's own. */
    input: (change: Partial<ConnectionInput> = {}) => inputFor(strict.server, { overrides: {}, ...change }),
    /** A candidate whose grant was just consented to. */
    granted: async ({ member: given, account = anAccount(), clientId = randomUUID(), change }: Wanted = {}) => {
      const member = given ?? (await anAdmin());
      const { id } = await createConnection(
        member.ctx,
        inputFor(strict.server, { overrides: {}, clientId, ...change }),
      );
      const one = { member, id };
      const end = await consentTo(one, account);
      if (end.kind !== 'granted') throw new Error(`The consent was ${end.kind}.`);
      return one;
    },
    consentTo,
  };

  async function consentTo({ member, id }: Granted, account: Consent) {
    const { authorizeUrl } = await connect(member.ctx, id, member.browserToken);
    const url = strict.server.consent(authorizeUrl ?? '', account);
    return finishConsent({ url, browserToken: member.browserToken, signedIn: member.signedIn, ip: null });
  }
}
