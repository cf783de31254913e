import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { countDeliveries } from '#lib/webhooks/index.ts';
import { grantRead } from './matters.ts';
import { noticeView } from './notice-view.ts';
import { type NoticeView, noticeKinds } from './schema.ts';

/** What this tenant's people are to know now, the most pressing first. */
export async function listNotices(ctx: TenantContext, now = new Date()): Promise<NoticeView[]> {
  requireScope(ctx, 'connections:read');
  const { tenantId } = ctx;
  return inTenant(tenantId, async (tx) => {
    const rows = await tx.notice.findMany({
      // Without a step it is an end of which nobody knows yet whether it stays.
      where: { tenantId, closedAt: null, connection: { stage: 'active' }, steps: { some: {} } },
      include: {
        steps: { orderBy: [{ at: 'desc' }, { id: 'desc' }], take: 1 },
        connection: { include: { grant: grantRead } },
      },
    });
    const counts = await countDeliveries(
      tx,
      tenantId,
      rows.flatMap(({ steps }) => steps.map(({ id }) => id)),
    );
    const views = rows.map((row) => noticeView(row, counts, now));
    const rank = ({ kind }: NoticeView) => noticeKinds.indexOf(kind);
    return views.toSorted(
      (one, other) => rank(one) - rank(other) || (one.endsAt ?? '').localeCompare(other.endsAt ?? ''),
    );
  });
}
