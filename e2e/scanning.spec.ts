import { infectedText, startClamd, testSignature } from '#lib/testing/clamd.ts';
import { beginEmpty } from './console.ts';
import { aServiceAccount, chooseKey, fillRobot, freshGoogle } from './google.ts';
import { clamdPort, demo, origin } from './places.ts';
import { expect, test } from './test.ts';

test('a form that finds no virus scanner helps to one, has the file scanned, and refuses an infected one', async ({
  page,
}) => {
  const clamd = await startClamd({ port: clamdPort() });
  try {
    await beginEmpty(page);
    await freshGoogle();
    const { keyFile } = await aServiceAccount();
    await fillRobot(page, { keyFile }, chooseKey);
    const form = page.getByRole('form', { name: 'Connection' });
    await page.getByRole('button', { name: 'Configure one now' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Host' }).fill('localhost');
    await dialog.getByRole('textbox', { name: 'Port' }).fill(String(clamd.port));
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(form).toContainText('project northwind-mail');
    expect(clamd.files.map(String)).toEqual([JSON.stringify(keyFile)]);

    await form.getByRole('button', { name: 'Choose another file' }).click();
    await chooseKey(page, { ...keyFile, note: infectedText });
    await expect(form).toContainText(`key.json is refused: the virus scanner found ${testSignature} in it.`);
    await expect(form).not.toContainText('project northwind-mail');
  } finally {
    await clamd.close();
  }

  await page.goto(`${origin()}/t/${demo.slug}/settings`);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const saved = `Saved, but no virus scanner answers there. Nothing listens at localhost:${clamdPort()}.`;
  await expect(page.getByText(saved)).toBeVisible();
  await page.reload();
  await expect(page.getByText('Not reachable', { exact: true })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Virus scanner' })).toContainText(
    /gives no verdict since .*: uploads are refused/,
  );
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByRole('button', { name: 'Remove it' }).click();
  await expect(page.getByText('Not scanning')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Host' })).toHaveValue('');
});
