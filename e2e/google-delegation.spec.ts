import { beginEmpty, saveAndConnect } from './console.ts';
import {
  aGoogleClient,
  anotherKey,
  aServiceAccount,
  chooseKey,
  delegateTo,
  fillRobot,
  freshGoogle,
  sendScope,
  uploadKey,
} from './google.ts';
import { demo } from './places.ts';
import { tokenRequests } from './sandbox.ts';
import { expect, type Page, test } from './test.ts';

test.beforeEach(async ({ page }) => {
  await beginEmpty(page);
  await freshGoogle();
});

const problemOf = (page: Page) => page.locator('.mg-problem').first();

async function sendTest(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Send test e-mail' }).click();
  await expect(page.getByText(`Accepted for ${demo.admin}.`)).toBeVisible();
}

test('a delegation that is missing is named with what to paste where; once it is there, it sends', async ({ page }) => {
  const robot = await aServiceAccount();
  await fillRobot(page, robot);
  await saveAndConnect(page);
  await expect(problemOf(page)).toContainText(robot.uniqueId);
  await expect(problemOf(page)).toContainText(sendScope);
  await expect(problemOf(page)).toContainText('Manage Domain Wide Delegation');
  await expect(page.getByRole('button', { name: 'Activate' })).toHaveCount(0);

  await delegateTo(robot.uniqueId);
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await page.getByRole('button', { name: 'Activate' }).click();
  await sendTest(page);
});

test('a delegation for the e-mail in place of the number is told from a missing one', async ({ page }) => {
  const robot = await aServiceAccount();
  await delegateTo(robot.email);
  await fillRobot(page, robot);
  await saveAndConnect(page);
  await expect(problemOf(page)).toContainText(robot.uniqueId);
  await expect(problemOf(page)).toContainText(/not (by )?(its|the) e-mail/i);
});

test('the file of an OAuth client is no key: it is called by its name, and nothing of it is shown', async ({
  page,
}) => {
  const { clientId, clientSecret } = await aGoogleClient();
  await fillRobot(page, { keyFile: { web: { client_id: clientId, client_secret: clientSecret } } }, chooseKey);
  const form = page.getByRole('form', { name: 'Connection' });
  await expect(form).toContainText('key.json: This is the file of an OAuth client');
  await expect(form).not.toContainText(clientSecret);

  await uploadKey(page, (await aServiceAccount()).keyFile);
  await expect(form).toContainText('project northwind-mail');
  await expect(form).not.toContainText('This is the file of an OAuth client');
});

test('a key of another project is refused by name before it is tried; one of its own takes over', async ({ page }) => {
  const robot = await aServiceAccount({ delegateScopes: [sendScope] });
  await fillRobot(page, robot);
  await saveAndConnect(page);
  await page.getByRole('button', { name: 'Activate' }).click();
  await expect(page.getByRole('button', { name: 'Activate' })).toBeHidden();
  const asked = await tokenRequests();

  await page.getByRole('button', { name: 'Change' }).click();
  await page.getByRole('menuitem', { name: 'Replace' }).click();
  const dialog = page.getByRole('dialog');
  const other = await aServiceAccount({ project: 'tailspin-mail' });
  await uploadKey(page, other.keyFile);
  await dialog.getByRole('button', { name: 'Try it and replace' }).click();
  await expect(dialog).toContainText('tailspin-mail');
  await expect(dialog).toContainText('northwind-mail');
  expect(await tokenRequests()).toBe(asked);

  await dialog.getByRole('button', { name: 'Choose another file' }).click();
  // The dialog went on without a scanner before: it does not ask again.
  await chooseKey(page, await anotherKey(robot.email));
  await dialog.getByRole('button', { name: 'Try it and replace' }).click();
  await expect(dialog).toBeHidden();
  await sendTest(page);
});
