import { system } from '#lib/db/index.ts';

const keptMs = 30 * 86_400_000;

/** Forgets what was told thirty days ago. */
export async function purgeDeliveries(now = new Date()): Promise<void> {
  await system().webhookDelivery.deleteMany({ where: { at: { lt: new Date(now.getTime() - keptMs) } } });
}
