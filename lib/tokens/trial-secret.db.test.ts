import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { activateConnection, getConnection, replaceSecret } from '#lib/connections/index.ts';
import { Secret } from '#lib/crypto/index.ts';
import { expireToken, grantOf, useStrictServer } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { accessToken } from './index.ts';

useDatabase();
const strict = useStrictServer();
const { connected } = strict;

describe('a secret that is only being tried', () => {
  const trial = new Secret('another-secret');
  const refuse = (response: ServerResponse, number: number, error: string) =>
    response
      .writeHead(error === 'invalid_client' ? 401 : 400, { 'content-type': 'application/json' })
      .end(JSON.stringify({ error, error_codes: [number], error_description: `AADSTS${number}: refused` }));

  it('goes to the provider even when a newer token came into store meanwhile', async () => {
    const { id, tenantId } = await connected();
    const obtainedAfter = new Date(Date.now() - 60_000);
    expect((await accessToken(tenantId, id, { obtainedAfter, clientSecret: trial })).kind).toBe('token');
    expect(strict.server.tokenRequests.map((request) => request.clientSecret)).toEqual(['another-secret']);
  });

  it('is not blamed for the failure of the one in use', async () => {
    const { id, tenantId } = await connected();
    await expireToken(tenantId);
    const arrived = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    strict.server.intervene(async (request, response) => {
      if (request.clientSecret !== 'a-secret-value') return 'answer';
      arrived.resolve();
      await release.promise;
      refuse(response, 7000222, 'invalid_client');
      return 'handled';
    });
    const withOldSecret = accessToken(tenantId, id);
    await arrived.promise;
    const withNewSecret = accessToken(tenantId, id, { obtainedAfter: new Date(), clientSecret: trial });
    release.resolve();

    expect((await withOldSecret).kind).toBe('problem');
    expect((await withNewSecret).kind).toBe('token');
  });

  it('is let in where only the grant is dead: that is on record, and the secret may be kept', async () => {
    const { member, id, tenantId } = await connected();
    await activateConnection(member.ctx, id);
    strict.server.intervene(async (_request, response) => {
      refuse(response, 700082, 'invalid_grant');
      return 'handled';
    });
    const view = await replaceSecret(member.ctx, id, { clientSecret: 'another-secret', clientSecretExpiresAt: null });
    expect(view).toMatchObject({ health: 'needs_consent', hasClientSecret: true });
    expect((await grantOf(tenantId)).stoppedAt).not.toBeNull();
  });

  it('says nothing about the connection when it is refused', async () => {
    const { member, id, tenantId } = await connected();
    strict.server.intervene(async (request, response) => {
      if (request.clientSecret === 'a-secret-value') return 'answer';
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ error: 'invalid_client', error_codes: [7000215], error_description: 'AADSTS7000215: wrong' }),
      );
      return 'handled';
    });
    const use = await accessToken(tenantId, id, { obtainedAfter: new Date(), clientSecret: new Secret('wrong') });
    expect(use.kind).toBe('problem');
    expect(await getConnection(member.ctx, id)).toMatchObject({ health: 'untested', problem: null });
  });
});
