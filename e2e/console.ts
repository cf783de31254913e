import { type BrowserContext, expect, type Page } from 'playwright/test';
import { demo, origin, password, sender } from './places.ts';
import type { Application } from './sandbox.ts';

/** Signs in through the form. */
export async function signIn(page: Page, email: string, secret = password): Promise<void> {
  await page.goto(`${origin()}/sign-in`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/t\/[a-z-]+\/mail$/);
}

/** As a browser that was never here. A page of the console that still asks would itself leave for the way in. */
export async function forgetSignIn(page: Page): Promise<void> {
  await page.goto('about:blank');
  await page.context().clearCookies();
}

let session: Awaited<ReturnType<BrowserContext['cookies']>> = [];

/** As the demo tenant's administrator, whose tenant is as on its first day: signing in has journeys of its own. */
export async function beginEmpty(page: Page): Promise<void> {
  if (session.length === 0) {
    await signIn(page, demo.admin);
    session = await page.context().cookies();
  } else {
    await page.context().addCookies(session);
  }
  await clearConnections(page, demo.slug);
}

/** The REST door, with the page's session. */
export async function call<T>(page: Page, tenant: string, method: string, path: string, data?: object): Promise<T> {
  const answer = await page.request.fetch(`${origin()}/api/v1/${path}`, {
    method,
    headers: { 'Mailgrant-Tenant': tenant, Origin: origin(), 'Sec-Fetch-Site': 'same-origin' },
    ...(data ? { data } : {}),
  });
  if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
  return answer.status() === 204 ? (undefined as T) : ((await answer.json()) as T);
}

/** Leaves a tenant without any connection, as on its first day. */
export async function clearConnections(page: Page, tenant: string): Promise<void> {
  const { connections } = await call<{ connections: { id: string; stage: string }[] }>(
    page,
    tenant,
    'GET',
    'connections',
  );
  for (const { id, stage } of connections) {
    if (stage === 'active') await call(page, tenant, 'POST', `connections/${id}/disconnect`);
    await call(page, tenant, 'DELETE', `connections/${id}`);
  }
}

type Change = { grantKind?: string; transport?: string; senderAddress?: string };

/** Opens the set-up form and fills it for an application registered before. */
export async function fillSettings(
  page: Page,
  tenant: string,
  application: Application,
  change: Change = {},
): Promise<void> {
  await page.goto(`${origin()}/t/${tenant}/mail/connect/microsoft`);
  await fillForm(page, application, change);
}

/** Fills the set-up form where it is open. */
export async function fillForm(page: Page, application: Application, change: Change = {}): Promise<void> {
  const form = page.getByRole('form', { name: 'Connection' });
  if (change.grantKind) await form.getByRole('radio', { name: change.grantKind, exact: true }).click();
  if (change.transport) await form.getByRole('radio', { name: change.transport, exact: true }).click();
  await form.getByLabel('Application (client) ID').fill(application.clientId);
  await form.getByLabel('Directory (tenant) ID').fill(application.directoryId);
  await form.getByRole('textbox', { name: 'Client secret' }).fill(application.secretValue);
  await form.getByLabel('Sender name').fill('Contoso Reports');
  await form.getByLabel('Sender address').fill(change.senderAddress ?? sender);
}

export const saveAndConnect = (page: Page) => page.getByRole('button', { name: 'Save and connect' }).click();

/** The moment, in milliseconds, at which an open page says something. */
export async function whenShown(page: Page, text: string): Promise<number> {
  const seen = await page.waitForFunction(
    (wanted) => document.querySelector('main')?.textContent.includes(wanted) && Date.now(),
    text,
    { timeout: 30_000 },
  );
  return Number(await seen.jsonValue());
}
