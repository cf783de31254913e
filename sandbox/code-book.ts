/** The authorization codes that a provider has given. */
export type CodeBook<Grant> = {
  issue: (grant: Grant) => string;
  /** The grant of a code; `used` and `expired` codes are remembered as such until restart. */
  find: (code: string) => { state: 'fresh' | 'used' | 'expired'; grant: Grant } | undefined;
  markUsed: (code: string) => void;
};

/** Both providers' codes live about ten minutes. */
const lifeMs = 10 * 60_000;

/** Authorization codes, in memory: a restart of the sandbox ends the consents that are under way. */
export function newCodeBook<Grant>(newCode: () => string): CodeBook<Grant> {
  const codes = new Map<string, { grant: Grant; issuedAtMs: number; used: boolean }>();
  return {
    issue: (grant) => {
      const code = newCode();
      codes.set(code, { grant, issuedAtMs: Date.now(), used: false });
      return code;
    },
    find: (code) => {
      const known = codes.get(code);
      if (!known) return undefined;
      if (known.used) return { state: 'used', grant: known.grant };
      return { state: Date.now() - known.issuedAtMs > lifeMs ? 'expired' : 'fresh', grant: known.grant };
    },
    markUsed: (code) => {
      const known = codes.get(code);
      if (known) known.used = true;
    },
  };
}
