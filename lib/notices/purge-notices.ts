import { system } from '#lib/db/index.ts';

const keptMs = 30 * 86_400_000;

/** Forgets the notices that were over thirty days ago, with their steps. */
export async function purgeNotices(now = new Date()): Promise<void> {
  await system().notice.deleteMany({ where: { closedAt: { lt: new Date(now.getTime() - keptMs) } } });
}
