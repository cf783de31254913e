import type { Tx } from '#lib/db/index.ts';

type Counts = { told: number; waiting: number; failed: number };

const nameOf: Record<string, keyof Counts> = { delivered: 'told', waiting: 'waiting', failed: 'failed' };

/** What became of what webhooks were told, by what that was about. */
export async function countDeliveries(tx: Tx, tenantId: string, aboutIds: string[]): Promise<Map<string, Counts>> {
  const groups = await tx.webhookDelivery.groupBy({
    by: ['aboutId', 'status'],
    where: { tenantId, aboutId: { in: aboutIds } },
    _count: true,
  });
  const counts = new Map<string, Counts>();
  for (const { aboutId, status, _count } of groups) {
    const name = nameOf[status];
    if (aboutId === null || !name) continue;
    const known = counts.get(aboutId) ?? { told: 0, waiting: 0, failed: 0 };
    counts.set(aboutId, { ...known, [name]: _count });
  }
  return counts;
}
