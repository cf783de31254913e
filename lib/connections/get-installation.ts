import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { config } from '#lib/config/index.ts';
import { reasonsNotReady } from '#lib/db/index.ts';
import { sentence } from '#lib/strings/index.ts';
import type { Installation } from './schema.ts';

/** What somebody who looks for a test e-mail, or waits for a renewal, needs to know of this installation. */
export async function getInstallation(ctx: TenantContext): Promise<Installation> {
  requireScope(ctx, 'connections:read');
  const { outgoingAddresses, testLimitPerMinute: triesPerMinute } = config();
  const workerRuns = (await reasonsNotReady()).length === 0;
  return { outgoingAddresses, testEmailSubject: sentence('mail.test.subject', {}), triesPerMinute, workerRuns };
}
