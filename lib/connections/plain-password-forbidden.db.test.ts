import { afterEach, expect, it } from 'vitest';
import { config } from '#lib/config/index.ts';
import { anAdmin } from '#lib/testing/a-tenant.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { aTalkingServer } from '#lib/testing/talking-server.ts';
import {
  activateConnection,
  createConnection,
  getConnection,
  replaceSecret,
  sendTestEmail,
  tryConnection,
  verifyConnection,
} from './index.ts';
import type { ConnectionInput } from './schema.ts';

useDatabase();
afterEach(() => {
  config().plainPasswords = 'allowed';
});

/** Saved while the operator allowed it. */
async function savedInTheClear() {
  const server = await aTalkingServer({ offers: ['AUTH PLAIN LOGIN'] });
  const { ctx } = await anAdmin();
  const input = {
    provider: 'smtp',
    grantKind: 'password',
    transport: 'smtp',
    senderName: 'Reports',
    senderAddress: 'reports@contoso.example',
    clientId: '',
    settings: { userName: 'reports', plainPassword: 'accepted' },
    clientSecret: 'harbour-lantern-quiet',
    clientSecretExpiresAt: null,
    overrides: { smtpHost: 'localhost', smtpPort: server.smtpPort, smtpSecurity: 'none' },
  } as ConnectionInput;
  const { id } = await createConnection(ctx, input);
  return { ...server, ctx, id, input };
}

const to = 'alex@contoso.example';
const forbidden = { code: 'smtp_password_needs_tls', fields: ['overrides.smtpSecurity', 'overrides.smtpPort'] };

it('a password saved for the clear before the operator forbade it is shown to no server, and nothing is activated', async () => {
  const { ctx, id, input, heard, sockets } = await savedInTheClear();
  config().plainPasswords = 'forbidden';

  await expect(activateConnection(ctx, id)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringMatching(/Passwords are not sent without encryption here.*STARTTLS/),
  });
  const invalid = { health: 'invalid', problem: forbidden };
  expect(await verifyConnection(ctx, id)).toMatchObject(invalid);
  expect(await sendTestEmail(ctx, id, to)).toMatchObject({ kind: 'refused', problem: forbidden });
  await expect(
    replaceSecret(ctx, id, { clientSecret: 'quiet-lantern-harbour', clientSecretExpiresAt: null }),
  ).rejects.toMatchObject({ message: expect.stringMatching(/without encryption/) });
  await expect(tryConnection(ctx, { connection: input, to: undefined })).rejects.toMatchObject({
    code: 'invalid_input',
  });
  expect(await getConnection(ctx, id)).toMatchObject({ stage: 'candidate', ...invalid });
  expect([sockets.length, heard.length]).toEqual([0, 0]);

  // Control: it is the operator's word that keeps it back.
  config().plainPasswords = 'allowed';
  expect(await verifyConnection(ctx, id)).toMatchObject({ health: 'untested', problem: null });
  expect(await activateConnection(ctx, id)).toMatchObject({ stage: 'active' });
  expect(heard.some((line) => line.startsWith('AUTH PLAIN'))).toBe(true);
});

it('one in use says so as soon as it is to send', async () => {
  const { ctx, id, sockets } = await savedInTheClear();
  await activateConnection(ctx, id);
  const before = sockets.length;
  config().plainPasswords = 'forbidden';
  expect(await sendTestEmail(ctx, id, to)).toMatchObject({ kind: 'refused', problem: forbidden });
  expect(await getConnection(ctx, id)).toMatchObject({ stage: 'active', health: 'invalid', problem: forbidden });
  expect(sockets.length).toBe(before);
});
