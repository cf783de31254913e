import { randomBytes } from 'node:crypto';

export type Challenge = { value: string; method: 'S256' | 'plain' };

/** What an authorization code stands for. */
export type CodeGrant = {
  projectId: string;
  clientId: string;
  userId: string;
  redirectUri: string;
  scopes: string[];
  withRefreshToken: boolean;
  nonce?: string;
  challenge?: Challenge;
};

export type GoogleCodes = {
  issue: (grant: CodeGrant) => string;
  /** The grant of a code; `used` and `expired` codes are remembered as such until restart. */
  find: (code: string) => { state: 'fresh' | 'used' | 'expired'; grant: CodeGrant } | undefined;
  markUsed: (code: string) => void;
};

const lifeMs = 10 * 60_000;

/** Authorization codes, in memory: a restart of the sandbox ends the consents that are under way. */
export function newGoogleCodes(): GoogleCodes {
  const codes = new Map<string, { grant: CodeGrant; issuedAtMs: number; used: boolean }>();
  return {
    issue: (grant) => {
      const code = `4/0A${randomBytes(53).toString('base64url')}`;
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
