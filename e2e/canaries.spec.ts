import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deriveKey, parseKeyRing, unwrapDataKey } from '#lib/crypto/index.ts';
import { secretFinder } from '#lib/testing/find-secrets.ts';
import { allowed } from './canaries/allowed.ts';
import { Book, type Surface, surfaces } from './canaries/evidence.ts';
import { type ListeningProxy, listeningProxy } from './canaries/listening-proxy.ts';
import { lookAtBuild, lookAtData } from './canaries/look-at-files.ts';
import { lookAtPage } from './canaries/look-at-page.ts';
import { coreLimits, familyOf, lookAtProcesses, showsProcesses } from './canaries/look-at-processes.ts';
import { lookAtProviders, lookAtTraffic } from './canaries/look-at-traffic.ts';
import {
  newPlants,
  plantInBrowser,
  plantInDatabase,
  plantInFiles,
  plantInOutput,
  plantInProcess,
  plantNames,
} from './canaries/plants.ts';
import { lookAtRows, type ProductDatabase, productDatabase } from './canaries/product-database.ts';
import {
  cookieSecrets,
  exchangedSecrets,
  kindOf,
  namedSecrets,
  type SecretValue,
  secretKinds,
} from './canaries/secrets.ts';
import { connectByBasic, connectByCertificate } from './canary-applications.ts';
import { applyByCode } from './canary-command.ts';
import { connectByGoogle, connectByKeyFile } from './canary-google.ts';
import { signInByIssuer } from './canary-issuer.ts';
import {
  type Asked,
  askByKey,
  connectClumsily,
  forgetPerson,
  leave,
  lookAround,
  makeKey,
  meetFailures,
  newPerson,
  sendAsApplication,
  signInClumsily,
  useConnection,
  type Walk,
  workerHasRenewed,
} from './canary-journey.ts';
import { connectByPassword } from './canary-passwords.ts';
import { nothingLeftOf } from './canary-succession.ts';
import { useWebhooks } from './canary-webhooks.ts';
import { dataFolder, demo, origin, outputFile, processId, sandboxOrigin } from './places.ts';
import { clearFaults, recording, setTokenLifetime, startRecording, stopRecording } from './sandbox.ts';
import { expect, type Page, test } from './test.ts';

/** What the one scan over everything found: at which places of which surface which secrets stand. */
type Hit = { surface: Surface; where: string; secret: string };

test.describe.configure({ mode: 'serial' });
// A trace would itself keep every secret.
test.use({ trace: 'off' });

/** Takes everything back, the last first; also from a journey that was broken off. */
const undo = new AsyncDisposableStack();
test.afterAll(() => undo.disposeAsync());

const book = new Book();
const plants = newPlants();
const build = '.next';
let hits: Hit[] = [];
let kinds: string[] = [];

/** Where the product keeps what the sweep must know to look for it. */
async function keptSecrets({ rows, password }: ProductDatabase): Promise<SecretValue[]> {
  const text = readFileSync(join(dataFolder(), 'keys'), 'utf8').trim();
  const entries = text.split(',');
  const ring = parseKeyRing(entries);
  const kept = await rows<{ tenant_id: string; kid: string; wrapped: string }>(
    'select tenant_id, kid, wrapped from data_keys',
  );
  return [
    { kind: 'key ring', value: ring.current.bytes },
    { kind: 'derived key', value: deriveKey(entries, 'next-auth') },
    { kind: 'database password', value: password },
    ...kept.map(({ tenant_id, kid, wrapped }) => {
      return { kind: 'data key', value: unwrapDataKey(ring, tenant_id, kid, wrapped).bytes } as const;
    }),
  ];
}

/** The whole journey; answers the values that only it knows. */
async function walkEverywhere(walk: Walk, proxy: ListeningProxy): Promise<SecretValue[]> {
  const { page, person } = walk;
  await signInClumsily(walk);
  const key = await makeKey(walk);
  // Before the worker renews: what the server does once is for whoever asks first.
  await signInByIssuer(walk);
  const id = await connectClumsily(walk);
  await useConnection(walk, id);
  const ask = (path: string, init: Asked = { headers: { authorization: `Bearer ${key}` } }) =>
    page.evaluate(async ([url, more]) => (await fetch(url, more)).status, [`/api/v1/${path}`, init] as const);
  await askByKey(key, id, ask);
  const webhooks = await useWebhooks(walk, key);
  await sendAsApplication(walk);
  await connectByGoogle(walk);
  const keys = await connectByKeyFile(walk);
  await lookAround(walk);
  await workerHasRenewed(walk, id);
  await meetFailures(walk, ask);
  const others = await replaceEachOther(walk);
  // While tokens and secrets are still held; and once more when all is forgotten.
  await lookAtRows(walk.database, book);
  const callback = proxy.heard.findLast(({ url }) => url.pathname.startsWith('/oauth/callback/'));
  await leave(walk, callback?.url.href ?? '');
  return [
    ...keys,
    ...others,
    ...webhooks,
    { kind: 'API key', value: key },
    { kind: 'password', value: person.password },
  ];
}

/** Every other way to be let in: each connection takes the place of the one before, of which nothing stays. */
async function replaceEachOther(walk: Walk): Promise<SecretValue[]> {
  const byPassword = await connectByPassword(walk);
  const { view, ...byCertificate } = await connectByCertificate(walk);
  const ways = [byPassword, byCertificate, await connectByBasic(walk, view), await applyByCode(walk)];
  await nothingLeftOf(
    ways.flatMap(({ sealed }) => sealed),
    walk.database,
  );
  return ways.flatMap(({ values }) => values);
}

/** Looks for real secrets and plants alike, in one pass over everything. */
function scan(secrets: Record<string, string | Buffer>): Hit[] {
  const find = secretFinder({ ...secrets, ...plants.secrets });
  // The same bytes at the same place, as of a page that asks each second, are looked at once.
  const seen = new Set<string>();
  return book.evidence.flatMap(({ surface, where, bytes }) => {
    const mark = `${surface} ${where} ${createHash('sha1').update(bytes).digest('hex')}`;
    if (seen.has(mark)) return [];
    seen.add(mark);
    return find(bytes).map((secret) => ({ surface, where, secret }));
  });
}

/** In the page, as a program with the key would: the person has signed out. */
const readAuditLog = (key: string) =>
  fetch('/api/v1/audit-events?limit=200', { headers: { authorization: `Bearer ${key}` } }).then((answer) =>
    answer.text(),
  );

function listenTo(page: Page): Walk['look'] {
  page.on('console', (message) => book.add('browser console', page.url().split('?')[0] ?? '', message.text()));
  page.on('pageerror', (error) => book.add('browser console', 'error', String(error.stack)));
  return (state) => lookAtPage(page, book, state);
}

test('the whole journey, and everything that can go wrong on it', async ({ browser }) => {
  test.setTimeout(300_000);
  const proxy = await listeningProxy();
  undo.defer(proxy.close);
  const context = await browser.newContext({ proxy: { server: proxy.url, bypass: '<-loopback>' } });
  undo.defer(() => context.close());
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const database = productDatabase(dataFolder());
  await startRecording();
  const walk = { page, database, book, person: await newPerson(database), look: listenTo(page) };
  undo.defer(() => forgetPerson(walk));
  undo.defer(database.mend);
  undo.defer(async () => {
    await Promise.all([stopRecording(), clearFaults(), setTokenLifetime(null)]);
  });
  const values = await walkEverywhere(walk, proxy);

  undo.defer(plantInFiles(plants, { outputFile: outputFile(), dataFolder: dataFolder(), build }));
  undo.defer(await plantInDatabase(plants, database, demo.slug));
  const process = plantInProcess(plants);
  undo.defer(process.end);
  await plantInBrowser(plants, page, proxy, { own: origin(), other: `${sandboxOrigin()}/mailbox` });
  await lookAtPage(page, book, 'planted');
  await page.evaluate(readAuditLog, String(values.find(({ kind }) => kind === 'API key')?.value));
  lookAtTraffic(book, proxy.heard, origin());
  const exchanges = await recording();
  lookAtProviders(book, exchanges);
  await lookAtRows(database, book);
  book.add('output of commands', 'planted', plantInOutput(plants));
  book.add('output of the start', 'stdout and stderr', readFileSync(outputFile()));
  lookAtData(book, dataFolder(), database.home);
  lookAtBuild(book, build);
  if (showsProcesses) lookAtProcesses(book, [...familyOf(processId()), process.pid]);
  values.push(...exchangedSecrets(exchanges), ...cookieSecrets(proxy.heard), ...(await keptSecrets(database)));
  const secrets = namedSecrets(values);
  kinds = [...new Set(Object.keys(secrets).map(kindOf))];
  hits = scan(secrets);
});

test('knows the real value of every kind of secret', () => {
  expect(kinds.toSorted()).toEqual([...secretKinds].toSorted());
});

const isAllowed = ({ surface, where, secret }: Hit) =>
  allowed.find((one) => one.surface === surface && one.where.test(where) && one.secrets.includes(kindOf(secret)));
const isPlant = ({ secret }: Hit) => secret in plants.secrets;

test('no secret comes to light anywhere, and every plant does', () => {
  for (const surface of surfaces.filter((name) => name !== 'processes' || showsProcesses)) {
    const here = hits.filter((hit) => hit.surface === surface);
    const leaks = here.filter((hit) => !isPlant(hit) && !isAllowed(hit));
    const told = leaks.map(({ where, secret }) => `${kindOf(secret)} in ${where}`);
    expect.soft([...new Set(told)], `secrets in: ${surface}`).toEqual([]);
    // A scan that finds nothing shows nothing unless it finds what is there, in every spelling.
    const planted = new Set(here.filter(isPlant).map(({ secret }) => secret));
    expect
      .soft(
        plantNames(surface).filter((name) => !planted.has(name)),
        `missed in: ${surface}`,
      )
      .toEqual([]);
  }
});

test('no process may write its memory to a disk', () => {
  expect(showsProcesses ? coreLimits(familyOf(processId())) : []).toEqual([]);
});

test('every exception is one that is met', () => {
  const met = new Set(hits.map(isAllowed));
  const idle = allowed.filter((one) => !met.has(one) && (one.surface !== 'processes' || showsProcesses));
  expect(idle.map(({ surface, secrets }) => `${secrets.join()} in ${surface}`)).toEqual([]);
});
