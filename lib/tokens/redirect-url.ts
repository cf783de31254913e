import { config } from '#lib/config/index.ts';
import type { Provider } from '#lib/providers/index.ts';

/**
 * The redirect URL of an authorization server, exactly the bytes shown, sent and compared: one for all tenants where the
 * provider is one server, and one for each connection where it may be any (RFC 9700 §2.1: one for each server).
 */
export function redirectUrl(
  { id, hasOwnRedirect }: Pick<Provider, 'id' | 'hasOwnRedirect'>,
  connectionId: string,
): string {
  return `${config().publicUrl}/oauth/callback/${id}${hasOwnRedirect ? `/${connectionId}` : ''}`;
}
