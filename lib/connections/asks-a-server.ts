import type { GrantKind } from '#lib/providers/index.ts';

/** Whether an authorization server is asked for a grant; where not, the mail server alone decides. */
export function asksAServer({ grantKind }: { grantKind: GrantKind }): boolean {
  return grantKind !== 'password' && grantKind !== 'none';
}
