import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { config } from '#lib/config/index.ts';
import { sentence } from '#lib/strings/index.ts';
import type { Installation } from './schema.ts';

/** What somebody who looks for a test e-mail needs to know of this installation. */
export function getInstallation(ctx: TenantContext): Installation {
  requireScope(ctx, 'connections:read');
  const { outgoingAddresses, testLimitPerMinute: triesPerMinute } = config();
  return { outgoingAddresses, testEmailSubject: sentence('mail.test.subject', {}), triesPerMinute };
}
