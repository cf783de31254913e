import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AppPassword } from '#sandbox/google/app-passwords.ts';
import type { Delegation } from '#sandbox/google/delegations.ts';
import type { Grant as GoogleGrant } from '#sandbox/google/grants.ts';
import { newProjects, type Project } from '#sandbox/google/projects.ts';
import type { Consent } from '#sandbox/microsoft/consents.ts';
import type { Grant } from '#sandbox/microsoft/grants.ts';
import type { Registration } from '#sandbox/microsoft/registrations.ts';
import { impliedServicePrincipals, type ServicePrincipal } from '#sandbox/microsoft/service-principals.ts';

/** What the sandbox's Microsoft remembers over a restart. */
export type MicrosoftState = {
  registrations: Registration[];
  servicePrincipals: ServicePrincipal[];
  consents: Consent[];
  grants: Grant[];
};

/** What the sandbox's Google remembers over a restart. */
export type GoogleState = {
  projects: Project[];
  delegations: Delegation[];
  grants: GoogleGrant[];
  appPasswords: AppPassword[];
};

export type State = { microsoft: MicrosoftState; google: GoogleState };

export type Store = {
  readonly state: State;
  /** Writes the state to disk before it returns; when it cannot, the state is what the disk holds, and it throws. */
  save: () => void;
  /** Forgets everything. */
  clear: () => void;
};

const emptyState = (): State => ({
  microsoft: { registrations: [], servicePrincipals: [], consents: [], grants: [] },
  google: { projects: newProjects(), delegations: [], grants: [], appPasswords: [] },
});

/** Replaces a file whole: a reader sees the old or the new text, never half of one. */
export function writeWhole(path: string, text: string, mode = 0o600): void {
  mkdirSync(dirname(path), { recursive: true });
  const beside = `${path}.${process.pid}.new`;
  try {
    writeFileSync(beside, text, { mode });
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/** A file's text, or undefined when there is none. */
export function readWhole(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function readState(text: string): State {
  // A state kept by an older sandbox may lack a provider.
  const state: State = { ...emptyState(), ...(JSON.parse(text) as Partial<State>) };
  state.google.appPasswords ??= [];
  for (const registration of state.microsoft.registrations) registration.certificates ??= [];
  state.microsoft.servicePrincipals ??= impliedServicePrincipals(state.microsoft);
  return state;
}

/** Opens the state kept in `dir`, or begins an empty one. */
export function openStore(dir: string): Store {
  const path = join(dir, 'state.json');
  const text = readWhole(path);
  const state: State = text === undefined ? emptyState() : readState(text);
  let saved = JSON.stringify(state);
  const save = (): void => {
    const wanted = JSON.stringify(state);
    try {
      writeWhole(path, wanted);
    } catch (error) {
      // Nothing may be answered from what a restart would forget.
      Object.assign(state, JSON.parse(saved));
      throw error;
    }
    saved = wanted;
  };
  const clear = (): void => {
    Object.assign(state, emptyState());
    save();
  };
  return { state, save, clear };
}
