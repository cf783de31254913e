import { expect, it } from 'vitest';
import { inTenant } from '#lib/db/index.ts';
import { mailbox, useStrictServer } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { accessToken } from './index.ts';

useDatabase();
const strict = useStrictServer();

const minuteMs = 60_000;

/** Sends by this mail server, whose tokens are an hour old and end in so many minutes: what is asked for one. */
async function requestsFor(smtpHost: string, minutesLeft: number): Promise<number> {
  const { id, tenantId } = await strict.connected();
  strict.server.settings.scopes = ['https://outlook.office.com/SMTP.Send'];
  const overrides = { ...strict.server.overridesFor(mailbox.tid), smtpHost };
  const data = { transport: 'smtp', overrides } as const;
  await inTenant(tenantId, (tx) => tx.connection.updateMany({ where: { id }, data }));
  expect((await accessToken(tenantId, id)).kind).toBe('token');
  const expiresAt = new Date(Date.now() + minutesLeft * minuteMs);
  const obtainedAt = new Date(expiresAt.getTime() - 60 * minuteMs);
  await inTenant(tenantId, (tx) =>
    tx.accessToken.updateMany({ where: { resource: 'outlook' }, data: { obtainedAt, expiresAt } }),
  );
  strict.server.tokenRequests.length = 0;
  const use = await accessToken(tenantId, id);
  expect(use).toMatchObject({ kind: 'token' });
  return strict.server.tokenRequests.length;
}

it.each([
  ['smtp.hve.mx.microsoft', 10.9, 1],
  ['smtp.hve.mx.microsoft', 11.5, 0],
  ['smtp-hve.office365.com', 10.9, 1],
  ['smtp.office365.com', 10.9, 0],
  ['smtp.office365.com', 1.5, 0],
  ['smtp.office365.com', 0.9, 1],
])('at %s a token with %d minutes left is replaced %d times', async (smtpHost, minutesLeft, requests) => {
  expect(await requestsFor(smtpHost, minutesLeft)).toBe(requests);
});
