import { ControlError } from '#sandbox/control/control-error.ts';
import { requireWithin, yearSeconds } from '#sandbox/control/require-within.ts';
import { findHolder } from '#sandbox/google/directory.ts';
import { findProject } from '#sandbox/google/projects.ts';
import { findScope, sendOnly } from '#sandbox/google/scopes.ts';
import { findDirectory, findMember } from '#sandbox/microsoft/directory.ts';
import { relayUsers } from '#sandbox/relay/users.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { act } from './acts.ts';
import { type Entry, findEntry } from './catalogue.ts';
import type { Fault, Provider, Surface } from './fault-board.ts';

/** What is to go wrong; what is left out is meant for everyone and everything. */
export type FaultWish = {
  provider: Provider;
  kind: string;
  account?: string | undefined;
  clientId?: string | undefined;
  /** Google: project id or number. Microsoft: directory id or domain. */
  place?: string | undefined;
  surface?: string | undefined;
  /** How many of the next requests; until switched off when left out. */
  count?: number | undefined;
  seconds?: number | undefined;
  ms?: number | undefined;
  scope?: string | undefined;
  as?: string | undefined;
};

export type FaultControl = {
  /** A switch answers with itself, an act with how many grants or applications it touched. */
  set: (wish: FaultWish) => Fault | { changed: number };
  list: () => Fault[];
  off: (id: string) => void;
  clear: () => void;
};

const standardMs = 5_000;
const longestMs = 3_600_000;

/** Makes things go wrong, at both providers, in one way. */
export function newFaultControl(sandbox: Sandbox): FaultControl {
  const { faults } = sandbox;
  return {
    set: (wish) => {
      const entry = findEntry(wish.provider, wish.kind);
      if (!entry) throw new ControlError(`There is no fault "${wish.kind}" at ${wish.provider}.`);
      const account = wish.account === undefined ? undefined : requireAccount(wish.provider, wish.account);
      if (entry.isAct) {
        return { changed: act(sandbox, wish.provider, wish.kind, { clientId: wish.clientId, account }) };
      }
      return faults.add({
        provider: wish.provider,
        kind: wish.kind,
        left: readCount(wish.count),
        ...(account ? { account } : {}),
        ...(wish.clientId ? { clientId: wish.clientId } : {}),
        ...(wish.place ? { place: requirePlace(sandbox, wish.provider, wish.place) } : {}),
        ...(wish.surface ? { surface: requireSurface(entry, wish.surface) } : {}),
        ...optionsOf(entry, wish),
      });
    },
    list: () => faults.list(),
    off: (id) => {
      if (!faults.off(id)) throw new ControlError(`No fault with the id ${id} is on.`);
    },
    clear: () => faults.clear(),
  };
}

function readCount(count: number | undefined): number | null {
  if (count === undefined) return null;
  if (Number.isInteger(count) && count >= 1) return count;
  throw new ControlError('The count must be a whole number from 1, or left out.');
}

const accounts: Record<Provider, (account: string) => string | undefined> = {
  google: (account) => findHolder(account)?.account.address,
  microsoft: (account) => findMember(account)?.person.address,
  smtp: (account) => relayUsers.find(({ name }) => name === account.toLowerCase())?.name,
};

function requireAccount(provider: Provider, account: string): string {
  const known = accounts[provider](account);
  if (!known) throw new ControlError(`There is no account ${account} at ${provider}.`);
  return known;
}

function requirePlace({ store }: Sandbox, provider: Provider, place: string): string {
  if (provider === 'smtp') throw new ControlError('A mail server has no places to choose from.');
  const known = provider === 'google' ? findProject(store, place)?.id : findDirectory(place)?.id;
  if (!known) throw new ControlError(`There is no ${provider === 'google' ? 'project' : 'directory'} ${place}.`);
  return known;
}

function requireSurface(entry: Entry, surface: string): Surface {
  const known = entry.surfaces.find((one) => one === surface);
  if (!known) throw new ControlError(`"${entry.kind}" can strike at ${entry.surfaces.join(', ')}; not at ${surface}.`);
  return known;
}

function optionsOf({ options }: Entry, wish: FaultWish): Pick<Fault, 'seconds' | 'ms' | 'scope' | 'as'> {
  const found: Pick<Fault, 'seconds' | 'ms' | 'scope' | 'as'> = {};
  if (options.includes('seconds') && wish.seconds !== undefined) {
    found.seconds = requireWithin(0, yearSeconds, wish.seconds);
  }
  if (options.includes('ms')) found.ms = requireWithin(1, longestMs, wish.ms ?? standardMs);
  if (options.includes('scope')) found.scope = requireScope(wish.scope ?? sendOnly);
  if (options.includes('as')) found.as = requireAccount('google', wish.as ?? '');
  return found;
}

function requireScope(spelling: string): string {
  const scope = findScope(spelling);
  if (!scope) throw new ControlError(`Google has no scope ${spelling} here.`);
  return scope.name;
}
