import type { Grant } from '#lib/db/generated/client.ts';

/** Where a refresh token's seal is bound to. */
export function refreshTokenPlace(grant: Pick<Grant, 'id'>, generation: number) {
  return { table: 'grants', row: grant.id, column: 'refresh_token', version: generation };
}

/** Where an access token's seal is bound to. */
export function accessTokenPlace(grant: Pick<Grant, 'id'>, resource: string, version: number) {
  return { table: 'access_tokens', row: `${grant.id}/${resource}`, column: 'token', version };
}
