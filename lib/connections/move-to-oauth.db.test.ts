import { expect, it } from 'vitest';
import { everythingStored } from '#lib/testing/everything-stored.ts';
import { redirectUrlOf } from '#lib/testing/fault-switches/connected-at.ts';
import { microsoftHalf as half } from '#lib/testing/fault-switches/microsoft-half.ts';
import { usePlace } from '#lib/testing/fault-switches/use-place.ts';
import { secretFinder } from '#lib/testing/find-secrets.ts';
import { mailboxPassword } from '#sandbox/mailbox/mailbox-password.ts';
import {
  activateConnection,
  connect,
  createConnection,
  finishConsent,
  getConnection,
  replaceSecret,
  sendTestEmail,
} from './index.ts';
import type { ConnectionInput } from './schema.ts';

const place = usePlace(half);
const password = mailboxPassword(half.account);

const basicAuthOn = () => place().sandbox.control.faults.set({ provider: 'microsoft', kind: 'basic-auth-on' });

const withPassword = (clientSecret = password): ConnectionInput => {
  const { smtpPort, providers } = place().sandbox;
  return {
    provider: 'smtp',
    grantKind: 'password',
    transport: 'smtp',
    senderName: 'Contoso Reports',
    senderAddress: half.account,
    clientId: '',
    settings: { userName: half.account },
    clientSecret,
    clientSecretExpiresAt: null,
    overrides: { smtpHost: 'localhost', smtpPort, caCertificate: providers.microsoft.caCertificate },
  };
};

/** In use at the mail server of Exchange Online, where passwords are still on. */
async function byPassword() {
  const { ctx } = place().member;
  basicAuthOn();
  const { id } = await createConnection(ctx, withPassword());
  await activateConnection(ctx, id);
  return { id, send: () => sendTestEmail(ctx, id, half.recipient) };
}

it('from a password to OAuth 2.0: noticed, the old one sends until the new one takes over, then its password is gone', async () => {
  const { member, sandbox, database } = place();
  const { ctx, browserToken, signedIn } = member;
  const old = await byPassword();
  expect(await old.send()).toMatchObject({ kind: 'accepted' });
  const before = await getConnection(ctx, old.id);
  expect(before).toMatchObject({
    stage: 'active',
    health: 'working',
    grant: null,
    passwordEnds: {
      provider: 'microsoft',
      deadlines: [{ id: 'exchange_off_by_default', when: '2026-12' }, { id: 'exchange_removed' }],
    },
    caCertificateFacts: [{ isCa: true, notAfter: expect.any(String) }],
  });
  const [{ sealed } = { sealed: '' }] = await database.asSuperuser<{ sealed: string }>(
    'select client_secret as sealed from connections where id = $1',
    [old.id],
  );
  // Control: it stands there now.
  expect(await everythingStored(database)).toContain(sealed);

  const input = half.register(sandbox, redirectUrlOf(half)).input('authorization_code', 'smtp');
  const { id } = await createConnection(ctx, input);
  const { authorizeUrl } = await connect(ctx, id, browserToken);
  const url = new URL(String(await half.walk(authorizeUrl ?? '')));
  expect(await finishConsent({ url, browserToken, signedIn, ip: null })).toMatchObject({ kind: 'granted' });
  expect(await sendTestEmail(ctx, id, half.recipient)).toMatchObject({ kind: 'accepted' });
  expect(await old.send()).toMatchObject({ kind: 'accepted' });

  await activateConnection(ctx, id);
  expect(await getConnection(ctx, id)).toMatchObject({ stage: 'active', passwordEnds: null });
  expect(await getConnection(ctx, old.id)).toMatchObject({
    stage: 'retired',
    hasClientSecret: false,
    passwordEnds: null,
  });
  await expect(old.send()).rejects.toMatchObject({ code: 'conflict' });
  const text = await everythingStored(database);
  expect(text).not.toContain(sealed);
  expect(secretFinder({ password })(text)).toEqual([]);
});

it('a new password is shown to the mail server first: one that is refused leaves the old one in place', async () => {
  const { ctx } = place().member;
  const { id, send } = await byPassword();
  const replace = (clientSecret: string) => replaceSecret(ctx, id, { clientSecret, clientSecretExpiresAt: null });
  await expect(replace('not-the-password')).rejects.toMatchObject({
    code: 'invalid_input',
    fields: [{ path: 'clientSecret', message: expect.stringMatching(/password/i) }],
  });
  expect(await send()).toMatchObject({ kind: 'accepted' });

  // What ailed it is over with a password that lets it in.
  place().sandbox.control.faults.clear();
  expect(await send()).toMatchObject({ kind: 'refused', problem: { code: 'microsoft_basic_auth_ended' } });
  basicAuthOn();
  expect(await replace(password)).toMatchObject({ health: 'untested', problem: null, hasClientSecret: true });
  expect(await send()).toMatchObject({ kind: 'accepted' });
});
