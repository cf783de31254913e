import { expect, type Page } from 'playwright/test';
import { origin, password, sender } from './places.ts';
import type { Application } from './sandbox.ts';

/** Signs in through the form. */
export async function signIn(page: Page, email: string): Promise<void> {
  await page.goto(`${origin()}/sign-in`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/t\/[a-z-]+\/mail$/);
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

/** Fills the set-up form for an application registered before. */
export async function fillSettings(
  page: Page,
  tenant: string,
  application: Application,
  change: { grantKind?: string; transport?: string; senderAddress?: string } = {},
): Promise<void> {
  await page.goto(`${origin()}/t/${tenant}/mail/connect/microsoft`);
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
