import { randomUUID } from 'node:crypto';

/** `smtp` is the mail server of an office, which belongs to nobody's cloud. */
export type Provider = 'google' | 'microsoft' | 'smtp';
/** Where something can go wrong: the sign-in pages, the token endpoint, the mail API, SMTP. */
export type Surface = 'authorize' | 'token' | 'api' | 'smtp';

/** What is known about a request when a fault is looked for. */
export type Situation = {
  provider: Provider;
  surface: Surface;
  clientId?: string | undefined;
  /** Lower-case address of the mailbox or person. */
  account?: string | undefined;
  /** Google: project id. Microsoft: directory id. */
  place?: string | undefined;
};

/** A switch that is on. What it leaves open, it applies to. */
export type Fault = {
  id: string;
  provider: Provider;
  kind: string;
  surface?: Surface;
  clientId?: string;
  account?: string;
  place?: string;
  /** How often it still strikes; null until it is switched off. */
  left: number | null;
  since: string;
  /** `Retry-After` of a throttle. */
  seconds?: number;
  /** How slow. */
  ms?: number;
  /** The scope that stays unticked. */
  scope?: string;
  /** Who consents instead. */
  as?: string;
};

export type FaultBoard = {
  add: (wanted: Omit<Fault, 'id' | 'since'>) => Fault;
  /** Oldest first. */
  list: () => Fault[];
  /** False when there was none. */
  off: (id: string) => boolean;
  clear: () => void;
  /** The first switch of this kind that fits, used up by one; undefined when nothing is to go wrong. */
  strike: (kind: string, situation: Situation) => Fault | undefined;
};

function fits(fault: Fault, kind: string, situation: Situation): boolean {
  const agrees = (key: 'surface' | 'clientId' | 'account' | 'place'): boolean =>
    fault[key] === undefined || fault[key] === situation[key];
  return (
    fault.kind === kind &&
    fault.provider === situation.provider &&
    agrees('surface') &&
    agrees('clientId') &&
    agrees('account') &&
    agrees('place')
  );
}

/** The switches of one sandbox, in memory: a restart begins without trouble. */
export function newFaultBoard(): FaultBoard {
  let faults: Fault[] = [];
  return {
    add: (wanted) => {
      const fault: Fault = { ...wanted, id: randomUUID(), since: new Date().toISOString() };
      faults.push(fault);
      return fault;
    },
    list: () => faults.map((fault) => ({ ...fault })),
    off: (id) => {
      const before = faults.length;
      faults = faults.filter((fault) => fault.id !== id);
      return faults.length < before;
    },
    clear: () => {
      faults = [];
    },
    strike: (kind, situation) => {
      const fault = faults.find((one) => fits(one, kind, situation));
      if (!fault) return undefined;
      if (fault.left !== null) {
        fault.left -= 1;
        if (fault.left <= 0) faults = faults.filter((one) => one !== fault);
      }
      return { ...fault };
    },
  };
}
