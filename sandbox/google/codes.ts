import { randomBytes } from 'node:crypto';
import { type CodeBook, newCodeBook } from '#sandbox/code-book.ts';

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

export type GoogleCodes = CodeBook<CodeGrant>;

/** Codes as Google's look. */
export function newGoogleCodes(): GoogleCodes {
  return newCodeBook(() => `4/0A${randomBytes(53).toString('base64url')}`);
}
