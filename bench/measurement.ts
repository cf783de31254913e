import type { DatabaseServer } from '#faults/fault-test.ts';

/** What one run of a measurement saw; the figure is a ratio or a count within it, as machines differ and are shared. */
export type Measured = { figure: string; isReached: boolean };

export type Measurement = {
  what: string;
  target: string;
  run: (server: DatabaseServer) => Promise<Measured>;
};
