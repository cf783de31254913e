import type { Via } from './types.ts';

/** The access token, as an HTTP API takes it. These know no passwords: to come here with one is a bug. */
export function bearerToken({ credential }: Pick<Via, 'credential'>): string {
  if (credential.kind !== 'token') throw new Error(`An HTTP API takes no credential of kind ${credential.kind}`);
  return credential.token.reveal();
}
