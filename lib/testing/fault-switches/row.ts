import type { ConnectionView } from '#lib/connections/schema.ts';
import type { ReplyClass } from '#lib/providers/index.ts';
import type { Control } from '#sandbox/control/control.ts';
import { catalogue, type Entry } from '#sandbox/faults/catalogue.ts';
import type { Provider } from '#sandbox/faults/fault-board.ts';
import type { FaultWish } from '#sandbox/faults/fault-control.ts';

/** What the product is doing when something goes wrong. */
export type Step =
  /** Exchanging the code of a person's consent, for a connection that has a grant already. */
  | 'consent'
  /** Renewing ahead of time by a refresh token. */
  | 'renewal'
  /** The same for an application, which has none. */
  | 'application'
  /** Handing over a message by the provider's HTTP API. */
  | 'api'
  | 'smtp';

/** What brings the connection back, once nothing is wrong at the provider any more. */
type Cure =
  /** The worker's next round; for a message the next one, for a trip to the consent screen the next trip. */
  | 'time'
  /** Somebody asks for a token: policies do not tell when they are lifted. */
  | 'asking'
  /** A person consents again. */
  | 'consent'
  /** A new client secret, and nobody's consent. */
  | 'secret'
  /** The application is restored at the provider. */
  | 'restoring';

export type Says = {
  code: string;
  class: ReplyClass;
  /** Of the connection from then on; but a trip to the consent screen, and an answer lost, leave it as it was. */
  health: Exclude<ConnectionView['health'], 'untested'>;
  /** Title and cure name what is needed. */
  words: RegExp;
  /** The provider asked for this time: no renewal is tried before. */
  notBeforeMs?: number;
};

/** What one switch does to the product at one step. */
export type Row = {
  /** In the catalogue. */
  kind: string;
  step: Step;
  /** Where a switch has several rows for a step. */
  when?: string;
  wish?: Partial<FaultWish>;
  /** How it stands at the provider beforehand. */
  given?: (control: Control) => void;
  /** The page of the provider's that a trip ends on: the product never hears of it. */
  leftOn?: RegExp;
  /** What the product says; absent where it goes on as if nothing were. */
  says?: Says;
  cure?: Cure;
  /** What the product waits for, it waits for in vain: its own limits end it. */
  isEndless?: true;
  /** Messages that arrive all the same. */
  arrives?: number;
};

/** Where a switch strikes, as the steps that go there. An act has no place: one row of any step is enough. */
function stepsOf({ isAct, surfaces, group }: Entry): Step[][] {
  if (isAct) return [];
  const tokens: Step[][] = [['consent'], ['renewal'], ['application']];
  return surfaces.flatMap((surface): Step[][] => {
    if (surface === 'token') return group === 'Traffic' ? tokens : [['renewal']];
    return surface === 'authorize' ? [['consent']] : [[surface]];
  });
}

/** What of the catalogue no row is about, as `kind at step`. */
export function unexercised(provider: Provider, rows: readonly Row[], entries: readonly Entry[] = catalogue): string[] {
  return entries
    .filter((entry) => entry.provider === provider)
    .flatMap((entry) => {
      const steps = new Set(rows.filter(({ kind }) => kind === entry.kind).map(({ step }) => step));
      const missing = stepsOf(entry).filter((any) => !any.some((step) => steps.has(step)));
      if (steps.size === 0) return [`${entry.kind} at any step`];
      return missing.map((any) => `${entry.kind} at ${any.join(' or ')}`);
    });
}

/** What rows are about that is not in the catalogue. */
export function unknownSwitches(provider: Provider, rows: readonly Row[]): string[] {
  const kinds = new Set(catalogue.filter((entry) => entry.provider === provider).map(({ kind }) => kind));
  return rows.map(({ kind }) => kind).filter((kind) => !kinds.has(kind));
}
