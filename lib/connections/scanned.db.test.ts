import { afterAll, beforeAll, expect, it } from 'vitest';
import { configureScanner, removeScanner } from '#lib/files/index.ts';
import { anAdmin, type Person } from '#lib/testing/a-tenant.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { infectedText, startClamd, type TestClamd } from '#lib/testing/clamd.ts';
import { connectionInput } from '#lib/testing/connection-input.ts';
import { useDatabase } from '#lib/testing/database.ts';
import {
  applyConnection,
  changeConnection,
  createConnection,
  listConnections,
  readCertificates,
  replaceSecret,
  tryConnection,
} from './index.ts';

useDatabase();
let clamd: TestClamd;
let member: Person;
let id: string;
beforeAll(async () => {
  clamd = await startClamd();
  allowEgress('localhost', clamd.port);
  member = await anAdmin();
  ({ id } = await createConnection(member.ctx, connectionInput()));
});
afterAll(() => clamd.close());

const directoryId = '11111111-2222-3333-4444-555555555555';
const file = `-----BEGIN\n${infectedText}`;
const withFile = () => connectionInput({ overrides: { caCertificate: file } });
const acts: Record<string, [field: string, act: () => Promise<unknown>]> = {
  'a new connection': ['overrides.caCertificate', () => createConnection(member.ctx, withFile())],
  'a change': [
    'overrides.caCertificate',
    () => changeConnection(member.ctx, id, { overrides: { caCertificate: file } }),
  ],
  'a new secret': [
    'clientSecret',
    () => replaceSecret(member.ctx, id, { clientSecret: file, clientSecretExpiresAt: null }),
  ],
  'a look at a certificate': ['pem', () => readCertificates(member.ctx, { pem: file, purpose: 'trust' })],
  'a try': [
    'overrides.caCertificate',
    () =>
      tryConnection(member.ctx, {
        connection: { ...withFile(), grantKind: 'client_credentials' },
        to: undefined,
      }),
  ],
  'a file of settings': ['overrides.caCertificate', () => applyConnection(member.ctx, withFile())],
  'a certificate in a file of settings': [
    'clientSecret',
    () =>
      applyConnection(
        member.ctx,
        connectionInput({
          grantKind: 'client_credentials',
          settings: { directoryId, clientAuthentication: 'certificate' },
          clientSecret: file,
        }),
      ),
  ],
};

it.each(Object.entries(acts))(
  'refuses what the virus scanner finds in %s, and keeps nothing of it',
  async (_what, [path, act]) => {
    const before = await listConnections(member.ctx);
    await configureScanner(member.ctx, { host: 'localhost', port: clamd.port });
    await expect(act()).rejects.toMatchObject({ code: 'invalid_input', fields: [{ path }] });
    // By what it found there: nothing else was read of it before.
    expect(clamd.files.length).toBeGreaterThan(0);
    expect(await listConnections(member.ctx)).toEqual(before);

    // Control: without a scanner nobody looks, and what is wrong with it is another thing.
    await removeScanner(member.ctx);
    clamd.files.length = 0;
    await act().catch(() => undefined);
    expect(clamd.files).toEqual([]);
  },
);

it('is asked for a try as well', async () => {
  await configureScanner(member.ctx, { host: 'localhost', port: clamd.port });
  const connection = connectionInput({ grantKind: 'client_credentials', clientSecret: file });
  await expect(tryConnection(member.ctx, { connection, to: undefined })).rejects.toMatchObject({
    fields: [{ path: 'clientSecret' }],
  });
});
