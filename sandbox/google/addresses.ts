import type { Sandbox } from '#sandbox/sandbox.ts';

/** Google's hosts, as path prefixes of the sandbox. */
export const hosts = {
  accounts: '/accounts.google.com',
  oauth: '/oauth2.googleapis.com',
  openId: '/openidconnect.googleapis.com',
  apis: '/www.googleapis.com',
  gmail: '/gmail.googleapis.com',
} as const;

export type Addresses = {
  issuer: string;
  authorize: string;
  token: string;
  /** Old spellings of the token address; Nodemailer still signs for the first (providers.md §1.1). */
  tokenAliases: string[];
  revoke: string;
  tokenInfo: string;
  userInfo: string;
  keys: string;
  gmail: string;
  apis: string;
};

/** Every address of the sandbox's Google as programs write it. */
export function addressesOf({ origin }: Pick<Sandbox, 'origin'>): Addresses {
  const at = (host: keyof typeof hosts, path: string): string => `${origin}${hosts[host]}${path}`;
  return {
    issuer: at('accounts', ''),
    authorize: at('accounts', '/o/oauth2/v2/auth'),
    token: at('oauth', '/token'),
    tokenAliases: [at('accounts', '/o/oauth2/token'), at('apis', '/oauth2/v4/token')],
    revoke: at('oauth', '/revoke'),
    tokenInfo: at('oauth', '/tokeninfo'),
    userInfo: at('openId', '/v1/userinfo'),
    keys: at('apis', '/oauth2/v3/certs'),
    gmail: at('gmail', ''),
    apis: at('apis', ''),
  };
}
