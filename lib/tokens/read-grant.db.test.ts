import { describe, expect, it } from 'vitest';
import { createConnection } from '#lib/connections/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { inputFor, useStrictServer } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { accessToken } from './index.ts';
import { readGrant } from './read-grant.ts';

useDatabase();
const strict = useStrictServer();

describe('a grant read in one statement', () => {
  it('is what its three models say, field by field', async () => {
    const { id, tenantId } = await strict.connected();
    strict.server.settings.scopes = ['https://outlook.office.com/SMTP.Send'];
    await accessToken(tenantId, id, { resource: 'outlook' });
    const [read, models] = await inTenant(tenantId, async (tx) => [
      await readGrant(tx, tenantId, id),
      {
        connection: await tx.connection.findFirstOrThrow({ where: { id } }),
        grant: await tx.grant.findFirstOrThrow({ where: { connectionId: id } }),
        accessTokens: await tx.accessToken.findMany({ orderBy: { resource: 'asc' } }),
      },
    ]);
    read?.accessTokens.sort((a, b) => a.resource.localeCompare(b.resource));
    expect(models.accessTokens).toHaveLength(2);
    expect(read).toEqual(models);
  });

  it('is without one where nobody consented, and nothing for a stranger', async () => {
    const { member, tenantId } = await strict.connected();
    const stranger = await strict.connected();
    const { id } = await createConnection(member.ctx, inputFor(strict.server));
    const read = (whose: string) => inTenant(whose, (tx) => readGrant(tx, whose, id));
    expect(await read(tenantId)).toMatchObject({ connection: { id }, grant: null, accessTokens: [] });
    expect(await read(stranger.tenantId)).toBeNull();
  });
});
