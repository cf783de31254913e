import { relayUsers } from '#sandbox/relay/users.ts';
import {
  basicOf,
  type RepeatingProxy,
  repeatingMailServer,
  repeatingPorts,
  repeatingProxy,
} from './canaries/repeating-proxy.ts';
import type { SecretValue } from './canaries/secrets.ts';
import { change } from './canary-google.ts';
import { problem, type Walk, word } from './canary-journey.ts';
import { succeed } from './canary-succession.ts';
import { call, saveAndConnect } from './console.ts';
import { demo, officePort, origin, proxyPort, sandboxOrigin, sender } from './places.ts';
import { expect, type Page } from './test.ts';

/** Who signs in at the office's mail server, the right password among what it is shown. */
const [user = { name: '', password: '' }] = relayUsers;
/** RFC 4616 §2. */
const plainOf = (password: string) => btoa(`\0${user.name}\0${password}`);
const smtpPassword = (password: string): SecretValue[] =>
  [password, plainOf(password)].map((value) => ({ kind: 'SMTP password', value }));

/** A connection to the office's mail server, as it is typed in. */
export async function atTheOffice(): Promise<{ clientSecret: string; overrides: object; settings: object }> {
  const caCertificate = await (await fetch(`${sandboxOrigin()}/certificate-authority.pem`)).text();
  return {
    ...{ provider: 'smtp', grantKind: 'password', transport: 'smtp' },
    ...{ senderName: 'Contoso Reports', senderAddress: sender, settings: { userName: user.name } },
    clientSecret: user.password,
    overrides: { smtpHost: 'localhost', smtpPort: Number(officePort()), smtpSecurity: 'starttls', caCertificate },
  };
}

/** Adds a connection and opens its page; answers its id. */
export async function add(page: Page, input: object): Promise<string> {
  const { id } = await call<{ id: string }>(page, demo.slug, 'POST', 'connections', input);
  await page.goto(`${origin()}/t/${demo.slug}/mail/connections/${id}`);
  return id;
}

/** Tries it, and learns what came of it. */
export async function tries(page: Page, id: string, said: RegExp): Promise<void> {
  await call(page, demo.slug, 'POST', `connections/${id}/connect`);
  const { problem } = await call<{ problem: unknown }>(page, demo.slug, 'GET', `connections/${id}`);
  expect(JSON.stringify(problem)).toMatch(said);
}

/** Its page as it is now. */
export async function lookAgain({ page, look }: Walk, state: string): Promise<void> {
  await page.reload();
  await expect(problem(page)).toBeVisible();
  await look(state);
}

export async function sendsWell(page: Page, id: string): Promise<void> {
  await call(page, demo.slug, 'POST', `connections/${id}/connect`);
  const sent = await call<object>(page, demo.slug, 'POST', `connections/${id}/test-email`, { to: demo.admin });
  expect(sent).toMatchObject({ kind: 'accepted' });
}

/**
 * A password at a mail server: in the wrong field, wrong, right, and replaced. Then one at a server that repeats what it
 * is shown, behind a proxy that does, too. Answers the secrets, and what stood sealed in the connections replaced.
 */
export async function connectByPassword(walk: Walk): Promise<{ values: SecretValue[]; sealed: string[] }> {
  const wrong = { first: word(), later: word(), proxy: word() };
  const person = { userName: 'proxy-user', password: word() };
  const proxy = await repeatingProxy(proxyPort(), person);
  try {
    const sealed = await signsIn(walk, wrong);
    sealed.push(...(await goesThrough(walk, proxy, person, wrong)));
    walk.book.add('what other sites are told', 'proxy and mail server', proxy.heard.join('\n'));
    const values = [user.password, wrong.first, wrong.later].flatMap(smtpPassword);
    const shown = [person, { ...person, password: wrong.proxy }].flatMap((one) => [one.password, basicOf(one)]);
    return { values: [...shown.map((value) => ({ kind: 'proxy password', value }) as const), ...values], sealed };
  } finally {
    await proxy.close();
  }
}

type Wrong = { first: string; later: string; proxy: string };

async function signsIn(walk: Walk, wrong: Wrong): Promise<string[]> {
  const { page } = walk;
  await typedInTheWrongField(walk);
  const office = await atTheOffice();
  const id = await add(page, { ...office, clientSecret: wrong.first });
  await tries(page, id, /535/);
  await lookAgain(walk, 'a password that the mail server refuses');
  const { password } = user;
  const pasted = { settings: { userName: password }, clientSecret: password };
  for (const body of [pasted, { clientSecret: `${password}\n\0` }]) expect(await change(page, id, body)).toBe(422);
  await call(page, demo.slug, 'PATCH', `connections/${id}`, { clientSecret: password });
  const sealed = await succeed(walk, id);
  const replace = (clientSecret: string) =>
    change(page, `${id}/replace-secret`, { clientSecret, clientSecretExpiresAt: null }, 'POST');
  expect([await replace(wrong.later), await replace(password)]).toEqual([422, 200]);
  return sealed;
}

/** In the form, which keeps what was typed while the page stays open. */
async function typedInTheWrongField({ page, look }: Walk): Promise<void> {
  await page.goto(`${origin()}/t/${demo.slug}/mail/connect/smtp`);
  const form = page.getByRole('form', { name: 'Connection' });
  await form.getByLabel('Same as sender address').uncheck();
  await form.getByRole('textbox', { name: 'User name', exact: true }).fill(user.password);
  await form.getByRole('textbox', { name: 'Password', exact: true }).fill(user.password);
  await form.getByLabel('Sender name').fill('Contoso Reports');
  await form.getByLabel('Sender address', { exact: true }).fill(sender);
  await saveAndConnect(page);
  await expect(page.getByText('This is what stands in the field for the secret').first()).toBeVisible();
  await look('a password in the wrong field');
}

/** Everything that a proxy and the server behind it can say. */
async function goesThrough(
  walk: Walk,
  { heard }: RepeatingProxy,
  { userName, password }: { userName: string; password: string },
  wrong: Wrong,
): Promise<string[]> {
  const { page } = walk;
  const office = await atTheOffice();
  const proxy = { kind: 'http', host: 'localhost', port: proxyPort(), userName, uses: ['authorization', 'mail'] };
  const repeats = { ...office.overrides, smtpHost: repeatingMailServer, smtpSecurity: 'none' };
  const input = {
    ...office,
    settings: { ...office.settings, plainPassword: 'accepted' },
    overrides: { ...repeats, smtpPort: repeatingPorts.PLAIN },
  };
  const unsaved = { ...input, proxy: { ...proxy, password } };
  expect(await call<object>(page, demo.slug, 'POST', 'connections/try', unsaved)).toMatchObject({ kind: 'refused' });
  const id = await add(page, { ...input, proxy: { ...proxy, password: wrong.proxy } });
  const { clientSecret } = office;
  const patch = (body: object) => call(page, demo.slug, 'PATCH', `connections/${id}`, { clientSecret, ...body });
  await tries(page, id, /407/);
  await lookAgain(walk, 'a proxy that repeats what it was sent');
  await patch({ proxy: { ...proxy, kind: 'socks5', password } });
  await tries(page, id, /hung up, or did not answer/);
  for (const smtpPort of Object.values(repeatingPorts)) {
    await patch({ proxy: { ...proxy, password }, overrides: { ...repeats, smtpPort } });
    await tries(page, id, /Nobody here signs in/);
  }
  await lookAgain(walk, 'a mail server that repeats what it was sent');
  await patch({ overrides: office.overrides });
  await sendsWell(page, id);
  const targets = [...Object.values(repeatingPorts).map((port) => `${repeatingMailServer}:${port}`), officePort()];
  for (const target of targets) expect(heard.join('\n')).toContain(target);
  return succeed(walk, id);
}
