import { randomBytes } from 'node:crypto';
import { type CodeBook, newCodeBook } from '#sandbox/code-book.ts';
import type { Scopes } from './scopes.ts';

/** What an authorization code stands for. */
export type CodeGrant = {
  clientId: string;
  directoryId: string;
  userId: string;
  redirectUri: string;
  scopes: Scopes;
  nonce?: string;
  challenge?: { value: string; method: 'S256' | 'plain' };
};

export type MicrosoftCodes = CodeBook<CodeGrant>;

/** Codes as Microsoft's look. */
export function newMicrosoftCodes(): MicrosoftCodes {
  return newCodeBook(() => `1.AScA${randomBytes(90).toString('base64url')}`);
}
