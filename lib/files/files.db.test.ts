import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { config } from '#lib/config/index.ts';
import words from '#lib/strings/en/console.json' with { type: 'json' };
import { aTenant, type TestTenant } from '#lib/testing/a-tenant.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { infectedText, startClamd, type TestClamd, testSignature, testVersion } from '#lib/testing/clamd.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { configureScanner, removeScanner, requireClean, scanFile, scannerOf, testScanner } from './index.ts';
import { scannerInputSchema } from './schema.ts';

const database = useDatabase();
let clamd: TestClamd;
let own: TestTenant;
let stranger: TestTenant;
let lastBefore: string | undefined;
beforeAll(async () => {
  clamd = await startClamd();
  allowEgress('localhost', clamd.port);
  [own, stranger] = await Promise.all([aTenant(), aTenant()]);
});
afterAll(() => clamd.close());
beforeEach(async () => {
  Object.assign(clamd, { mood: 'answers', streamMaxLength: 1_000_000, files: [], commands: [] });
  Object.assign(config(), { clamd: undefined, clamdUnreachable: 'refuse' });
  await database.asSuperuser('delete from virus_scanners');
  const [last] = await database.asSuperuser<{ id: string }>('select coalesce(max(id), 0) as id from audit_events');
  lastBefore = last?.id;
});

const there = () => ({ host: 'localhost', port: clamd.port });
const place = () => `localhost:${clamd.port}`;
const aFile = (text: string) => ({ name: 'key.json', path: 'content', bytes: Buffer.from(text) });
const admin = () => own.admin.ctx;
const notForTenants = { code: 'forbidden' };

/** A scanner that was there before the test. */
const useOwn = () =>
  database.asSuperuser('insert into virus_scanners (tenant_id, host, port) values ($1, $2, $3)', [
    own.id,
    clamd.host,
    clamd.port,
  ]);

/** What the audit log says since the test began. */
async function audited() {
  return database.asSuperuser<{ action: string; target_name: string; details: object | null }>(
    'select action, target_name, details from audit_events where tenant_id = $1 and id > $2 order by id',
    [own.id, lastBefore],
  );
}

describe('a scanner of one’s own', () => {
  it('is told to its tenant, and to no other; until there is one, that nothing is scanned', async () => {
    const none = { setBy: null, host: null, port: null, whenUnreachable: 'refuse', lastSeen: null };
    expect(await scannerOf(own.viewer.ctx)).toEqual(none);
    const scanner = { ...none, setBy: 'tenant', ...there(), lastSeen: expect.objectContaining({ answers: true }) };
    const test = { answers: true, version: testVersion, problem: null, reply: null };
    expect(await configureScanner(admin(), there())).toEqual({ scanner, test });
    expect(await scannerOf(own.viewer.ctx)).toEqual(scanner);
    expect(await scannerOf(stranger.admin.ctx)).toEqual(none);
    await removeScanner(stranger.admin.ctx);
    expect(await scannerOf(admin())).toEqual(scanner);
    await removeScanner(admin());
    expect(await scannerOf(admin())).toEqual(none);
  });

  it('stands in the audit log when it comes, changes and goes, and not where nothing changed', async () => {
    await configureScanner(admin(), there());
    await configureScanner(admin(), there());
    await configureScanner(admin(), { ...there(), host: 'LOCALHOST' });
    await removeScanner(admin());
    await removeScanner(admin());
    expect(await audited()).toEqual([
      { action: 'virus_scanner.configured', target_name: place(), details: { before: null } },
      {
        action: 'virus_scanner.configured',
        target_name: `LOCALHOST:${clamd.port}`,
        details: { before: place() },
      },
      { action: 'virus_scanner.removed', target_name: `LOCALHOST:${clamd.port}`, details: null },
    ]);
  });

  it('is tested before it is saved and after', async () => {
    const test = { answers: true, version: testVersion, problem: null, reply: null };
    expect(await testScanner(admin(), there())).toEqual(test);
    await expect(testScanner(admin(), {})).rejects.toMatchObject({ code: 'conflict' });
    await configureScanner(admin(), there());
    clamd.mood = { says: '220 mail.example ESMTP\0' };
    expect(await testScanner(admin(), {})).toEqual({
      answers: false,
      version: null,
      problem: `What answers at ${place()} is no clamd.`,
      reply: '220 mail.example ESMTP',
    });
  });

  it('is saved though it does not answer; inside, it is refused by name and nothing changes', async () => {
    clamd.mood = 'hangs up';
    expect(await configureScanner(admin(), there())).toMatchObject({ test: { answers: false } });
    const before = await scannerOf(admin());
    for (const host of ['169.254.169.254', '127.0.0.1', '[::1]', 'localhost']) {
      const refused = configureScanner(admin(), { host, port: 3310 });
      await expect(refused).rejects.toMatchObject({ code: 'invalid_input', fields: [{ path: 'host' }] });
    }
    expect(await scannerOf(admin())).toEqual(before);
  });

  it('is for administrators to change and to use', async () => {
    for (const { ctx } of [own.analyst, own.viewer]) {
      await expect(configureScanner(ctx, there())).rejects.toMatchObject({ code: 'forbidden' });
      await expect(testScanner(ctx, there())).rejects.toMatchObject({ code: 'forbidden' });
      await expect(removeScanner(ctx)).rejects.toMatchObject({ code: 'forbidden' });
      await expect(scanFile(ctx, aFile('x'))).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect(clamd.commands).toEqual([]);
  });
});

describe('the operator’s scanner', () => {
  beforeEach(() => {
    config().clamd = { kind: 'tcp', ...there() };
  });

  it('scans for every tenant, who see that it is set, and nowhere where it stands', async () => {
    const set = { setBy: 'operator', host: null, port: null, whenUnreachable: 'refuse', lastSeen: null };
    expect(await scannerOf(own.viewer.ctx)).toEqual(set);
    expect(await testScanner(stranger.admin.ctx, {})).toMatchObject({ answers: true });
    expect(await scannerOf(own.viewer.ctx)).toMatchObject({ ...set, lastSeen: { answers: true } });
    clamd.mood = 'hangs up';
    const told = JSON.stringify(await testScanner(admin(), {}));
    const refusal = await scanFile(admin(), aFile('x')).catch(String);
    for (const text of [told, refusal]) {
      expect(text).toContain('The virus scanner of this installation does not answer.');
      expect(text).not.toContain(String(clamd.port));
    }
  });

  it('is changed by no tenant, and goes before their own', async () => {
    config().clamd = undefined;
    await configureScanner(admin(), there());
    config().clamd = { kind: 'tcp', ...there() };
    const other = { host: 'localhost', port: 1 };
    await expect(configureScanner(admin(), other)).rejects.toMatchObject(notForTenants);
    await expect(testScanner(admin(), other)).rejects.toMatchObject(notForTenants);
    await expect(removeScanner(admin())).rejects.toMatchObject(notForTenants);
    expect(await scannerOf(admin())).toMatchObject({ setBy: 'operator' });
    config().clamd = undefined;
    expect(await scannerOf(admin())).toMatchObject({ setBy: 'tenant', ...there() });
  });
});

describe('how it was when it was last asked', () => {
  const seen = async () => (await scannerOf(own.viewer.ctx)).lastSeen;

  it('is told, with since when: by saving, by a file, by a test', async () => {
    clamd.mood = 'hangs up';
    await configureScanner(admin(), there());
    const down = await seen();
    expect(down).toMatchObject({ answers: false });
    await scanFile(admin(), aFile('{}')).catch(String);
    expect(await seen()).toMatchObject({ answers: false, since: down?.since });
    clamd.mood = 'answers';
    await scanFile(admin(), aFile('{}'));
    expect(await seen()).toMatchObject({ answers: true });
    clamd.mood = 'hangs up';
    await testScanner(admin(), there());
    expect(await seen()).toMatchObject({ answers: false });
    clamd.mood = 'answers';
    await scanFile(admin(), aFile(infectedText)).catch(String);
    expect(await seen()).toMatchObject({ answers: true });
  });

  it('is said of the one in force alone: not of one that is tried, of the one before, or to a stranger', async () => {
    await configureScanner(admin(), there());
    await testScanner(admin(), { ...there(), host: 'clam.invalid' });
    expect(await seen()).toMatchObject({ answers: true });
    await database.asSuperuser('update virus_scanners set port = 3310');
    expect(await seen()).toBeNull();
    await database.asSuperuser('update virus_scanners set tenant_id = $1, port = $2', [stranger.id, clamd.port]);
    expect((await scannerOf(stranger.admin.ctx)).lastSeen).toBeNull();
  });
});

it.each<[object, string]>([
  [{ host: 'clamd.example.com' }, 'Enter the port of the virus scanner: clamd usually listens at 3310.'],
  [{ host: 'clamd.example.com', port: 0 }, 'Ports go from 1 to 65535.'],
  [{ host: 'clamd.example.com', port: Number.NaN }, 'Ports go from 1 to 65535.'],
])('says of a port what is missing or wrong: %j', (input, message) => {
  const { error } = scannerInputSchema.safeParse(input);
  expect(error?.issues).toMatchObject([{ path: ['port'], message }]);
});

describe('a file', () => {
  it('is taken unscanned where there is no scanner', async () => {
    expect(await scanFile(admin(), aFile(infectedText))).toEqual({ scanned: false, because: 'no_scanner' });
  });

  it('is taken when it is clean, and refused by its name and what was found when it is not', async () => {
    await useOwn();
    expect(await scanFile(admin(), aFile('{}'))).toEqual({ scanned: true, because: null });
    await expect(scanFile(admin(), aFile(infectedText))).rejects.toMatchObject({
      code: 'invalid_input',
      message: `key.json is refused: the virus scanner found ${testSignature} in it.`,
      fields: [{ path: 'content', message: `The virus scanner found ${testSignature} in this.` }],
    });
    expect(await audited()).toEqual([
      { action: 'file.refused', target_name: 'key.json', details: { reason: 'infected', signature: testSignature } },
    ]);
  });

  it('is refused when the scanner gives no verdict, unless the operator takes it all the same', async () => {
    await useOwn();
    clamd.mood = 'hangs up';
    await expect(scanFile(admin(), aFile('{}'))).rejects.toMatchObject({ code: 'scanner_unavailable' });
    config().clamdUnreachable = 'accept';
    expect(await scanFile(admin(), aFile('{}'))).toEqual({ scanned: false, because: 'unreachable' });
    expect(await audited()).toMatchObject([{ details: { reason: 'unscanned' } }]);
  });

  it('is refused when it is larger than the scanner takes, whatever the operator says of silence', async () => {
    await useOwn();
    Object.assign(clamd, { streamMaxLength: 10 });
    config().clamdUnreachable = 'accept';
    await expect(scanFile(admin(), aFile('a'.repeat(11)))).rejects.toMatchObject({ code: 'invalid_input' });
    expect(await audited()).toMatchObject([{ details: { reason: 'too_large' } }]);
  });
});

it('lets texts be stored only when all of them are clean, naming the field of the one that is not', async () => {
  const texts = (second: string) => [
    { path: 'clientSecret', name: 'The key', text: '{}' },
    { path: 'overrides.caCertificate', name: 'The certificate', text: second },
    { path: 'settings.none', name: 'Nothing', text: '' },
  ];
  await requireClean(admin(), texts(infectedText));
  await configureScanner(admin(), there());
  await requireClean(admin(), texts('PEM'));
  expect(clamd.files.map(String)).toEqual(['{}', 'PEM']);
  await expect(requireClean(admin(), texts(infectedText))).rejects.toMatchObject({
    message: `The certificate is refused: the virus scanner found ${testSignature} in it.`,
    fields: [{ path: 'overrides.caCertificate' }],
  });
});

it('has a word for each reason that the audit log gives', () => {
  const { reason } = words.activity.value;
  expect(Object.keys(reason).toSorted()).toEqual(['infected', 'too_large', 'unscanned']);
});
