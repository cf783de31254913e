import { changeConnection } from '#lib/connections/index.ts';
import { inTenant, type Tx } from '#lib/db/index.ts';
import type { Named } from './message.ts';

/** So many changes are under way at once in a process. */
const atOnce = 5;

type Change = (grant: Named, turn: number) => Promise<unknown>;

const inIts =
  (work: (tx: Tx, grant: Named, turn: number) => Promise<unknown>): Change =>
  (grant, turn) =>
    inTenant(grant.tenantId, (tx) => work(tx, grant, turn));

/** What others change of a connection and its grant; none of it is the token's affair. */
const changes: Change[] = [
  ({ tenantId, connectionId }, turn) => {
    const ctx = { tenantId, tenantSlug: '', actor: { kind: 'operator', name: 'faults' } as const, ip: null };
    return changeConnection(ctx, connectionId, { senderName: `Reports ${turn}` });
  },
  inIts((tx, { connectionId: id }, turn) =>
    tx.connection.update({ where: { id }, data: { testRecipient: `avery+${turn}@contoso.com` } }),
  ),
  inIts((tx, { connectionId: id }) => tx.connection.update({ where: { id }, data: { touchedAt: new Date() } })),
  inIts((tx, { connectionId: id }) => tx.connection.update({ where: { id }, data: { health: 'working' } })),
  inIts((tx, { grantId: id }, turn) => tx.grant.update({ where: { id }, data: { accountName: `Avery ${turn}` } })),
  inIts((tx, { grantId: id }) => tx.grant.update({ where: { id }, data: { nextRefreshAt: new Date() } })),
  inIts((tx, { grantId: id }) => tx.grant.update({ where: { id }, data: { failures: { increment: 1 } } })),
  inIts((tx, { grantId: id }, turn) =>
    tx.grant.update({ where: { id }, data: { accountAddress: `reports+${turn}@contoso.com` } }),
  ),
];

/** Changes the rows of these grants so often, each kind of change as often as any other; answers how many were made. */
export async function changeRows(grants: Named[], times: number): Promise<number> {
  let turn = 0;
  const changeOn = async () => {
    while (turn < times) {
      const now = turn;
      turn += 1;
      const grant = grants[now % grants.length] as Named;
      await changes[Math.floor(now / grants.length) % changes.length]?.(grant, now);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, changeOn));
  return turn;
}
