import { config } from '#lib/config/index.ts';
import type { ProviderId } from '#lib/providers/index.ts';

/** The redirect URL of an authorization server: one for all tenants, exactly the bytes shown, sent and compared. */
export function redirectUrl(provider: ProviderId): string {
  return `${config().publicUrl}/oauth/callback/${provider}`;
}
