/** A column that holds sealed values: of which rows, and what of a row its seals are bound to, as SQL. */
export type SealedColumn = { table: string; column: string; id: string; row: string; version: string };

const ofRow = { id: 'id', row: 'id::text' };

/** Every column that prisma/schema.prisma calls sealed: a test compares the two, and the places with what is stored. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'access_tokens', column: 'token', id: 'grant_id', row: "grant_id || '/' || resource", version: 'version' },
  { table: 'connections', column: 'client_secret', ...ofRow, version: 'secret_version' },
  { table: 'connections', column: 'proxy_password', ...ofRow, version: 'proxy_version' },
  { table: 'consent_attempts', column: 'code_verifier', ...ofRow, version: '1' },
  { table: 'consent_attempts', column: 'nonce', ...ofRow, version: '1' },
  { table: 'grants', column: 'refresh_token', ...ofRow, version: 'generation' },
  { table: 'revocations', column: 'secrets', ...ofRow, version: '2' },
  { table: 'webhooks', column: 'secret', ...ofRow, version: 'secret_version' },
  { table: 'webhooks', column: 'old_secret', ...ofRow, version: 'secret_version' },
];
