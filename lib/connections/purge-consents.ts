import { system } from '#lib/db/index.ts';

const keptMs = 24 * 3_600_000;

/** Removes trips to the consent screen that ended a day ago or longer. */
export async function purgeConsents(now = new Date()): Promise<number> {
  const { count } = await system().consentAttempt.deleteMany({
    where: { expiresAt: { lt: new Date(now.getTime() - keptMs) } },
  });
  return count;
}
