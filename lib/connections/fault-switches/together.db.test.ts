import { expect, it } from 'vitest';
import { activateConnection, connect, createConnection, getConnection, replaceSecret } from '#lib/connections/index.ts';
import { connectedAt, redirectUrlOf } from '#lib/testing/fault-switches/connected-at.ts';
import { microsoftHalf } from '#lib/testing/fault-switches/microsoft-half.ts';
import { usePlace } from '#lib/testing/fault-switches/use-place.ts';
import type { FaultWish } from '#sandbox/faults/fault-control.ts';

const place = usePlace(microsoftHalf);
const strike = (kind: string, more: Partial<FaultWish> = {}) =>
  place().sandbox.control.faults.set({ provider: 'microsoft', kind, ...more });
const clear = () => place().sandbox.control.faults.clear();

it('a dead grant behind passing trouble is found dead once the trouble is over', async () => {
  const connection = await connectedAt(place(), 'renewal');
  strike('revoke-grant');
  strike('throttle', { surface: 'token' });
  await connection.renew();
  await connection.renew();
  expect(await connection.view()).toMatchObject({ health: 'retrying', grant: { stoppedAt: null } });

  clear();
  await connection.renew();
  expect(await connection.view()).toMatchObject({
    health: 'needs_consent',
    problem: { code: 'microsoft_grant_revoked' },
  });
  expect(await connection.healthsSeen()).toEqual(['needs_consent', 'retrying']);
});

it('passing trouble after a death revives nothing: the next round finds it dead again', async () => {
  const connection = await connectedAt(place(), 'renewal');
  strike('revoke-grant');
  await connection.renew();
  strike('throttle', { surface: 'token' });
  // Asked by hand, since the worker leaves it alone: the limiting is no word about the grant.
  await connection.refreshNow();
  clear();
  await connection.renew();
  expect(await connection.view()).toMatchObject({
    health: 'needs_consent',
    problem: { code: 'microsoft_grant_revoked' },
  });
});

it('a mail refused for the moment says nothing against the grant, and a grant in trouble is not called working by a mail', async () => {
  const connection = await connectedAt(place(), 'renewal');
  strike('throttle', { surface: 'token' });
  await connection.renew();
  // The token in hand still sends.
  expect(await connection.send()).toMatchObject({ kind: 'accepted' });
  expect(await connection.view()).toMatchObject({
    health: 'retrying',
    problem: { code: 'microsoft_sign_in_throttled' },
  });
});

it('a new secret tried while the provider is limiting is not called wrong', async () => {
  const connection = await connectedAt(place(), 'application');
  strike('throttle', { surface: 'token', seconds: 45 });
  const trial = replaceSecret(place().member.ctx, connection.id, {
    clientSecret: connection.registered.newSecret(),
    clientSecretExpiresAt: null,
  });
  await expect(trial).rejects.toMatchObject({
    code: 'provider_unavailable',
    message: expect.stringMatching(/limiting.*old client secret stays.*Try again in 45 seconds/),
  });
  expect(await connection.view()).toMatchObject({ health: 'working', problem: null });
  clear();
  expect(await connection.newSecret()).toMatchObject({ health: 'working' });
});

it('a candidate that met passing trouble is told to try again: nothing renews it', async () => {
  const { sandbox, member } = place();
  const registered = microsoftHalf.register(sandbox, redirectUrlOf(microsoftHalf));
  const { id } = await createConnection(member.ctx, registered.input('client_credentials', 'graph'));
  strike('throttle', { surface: 'token', seconds: 45 });
  const { connection } = await connect(member.ctx, id, member.browserToken);
  expect(connection).toMatchObject({ health: 'retrying', grant: { nextRefreshAt: null, stoppedAt: null } });
  expect(connection.problem?.cure).toMatch(/Try again in 45 seconds\.$/);
  await expect(activateConnection(member.ctx, id)).rejects.toMatchObject({ code: 'conflict' });

  clear();
  await connect(member.ctx, id, member.browserToken);
  expect(await getConnection(member.ctx, id)).toMatchObject({ health: 'untested', problem: null });
});
