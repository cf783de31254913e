/** What a test saw: of the product, and of the same thing without its protection. */
export type Seen = {
  figure: string;
  isGood: boolean;
  /** What the same test shows where the protection is missing. */
  control: string;
  /** A control that stays green shows that the test cannot fail: then its figure is worth nothing. */
  controlWasRed: boolean;
};

/** One requirement of `docs/assurance.md`, shown under kill, race and time. */
export type FaultTest = {
  id: string;
  what: string;
  target: string;
  /** It waits for leases most of its time: all such tests of a group run at once, after the others. */
  waits?: true;
  run: (server: DatabaseServer) => Promise<Seen>;
};

/** The PostgreSQL of a run. */
export type DatabaseServer = {
  superuserUrl: string;
  /** One more database, freshly migrated; gone with the server. Answers the URL of its owner, as DATABASE_URL is. */
  newDatabase: () => Promise<string>;
};
