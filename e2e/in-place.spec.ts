import { beginEmpty, call } from './console.ts';
import { demo, origin } from './places.ts';
import { expect, type Page, test } from './test.ts';

/** A relay that asks for no sign-in and does not answer: what is shown of it needs no server. */
const relay = {
  provider: 'smtp',
  grantKind: 'none',
  transport: 'smtp',
  senderName: 'Contoso Reports',
  senderAddress: 'reports@contoso.example',
  settings: {},
  overrides: { smtpHost: 'mail.invalid', smtpPort: 587, smtpSecurity: 'starttls' },
};

async function aRelay(page: Page): Promise<string> {
  await beginEmpty(page);
  const { id } = await call<{ id: string }>(page, demo.slug, 'POST', 'connections', relay);
  return id;
}

const boxOf = async (one: ReturnType<Page['locator']>) => {
  const box = await one.boundingBox();
  if (!box) throw new Error('It is not shown.');
  return box;
};

test('the buttons of a dialog stay in sight where its text is longer than the window', async ({ page }) => {
  await aRelay(page);
  await page.setViewportSize({ width: 390, height: 360 });
  await page.goto(`${origin()}/t/${demo.slug}/mail`);
  await page.getByRole('button', { name: 'Delete mail settings' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('listitem')).toBeVisible();
  const [keep, act] = [
    dialog.getByRole('button', { name: 'Keep it' }),
    dialog.getByRole('button', { name: /^Delete/ }),
  ];
  await expect(keep).toBeInViewport({ ratio: 1 });
  await expect(act).toBeInViewport({ ratio: 1 });
  // Control: there is more to read than the window shows.
  const history = dialog.getByText('The history stays in Activity.');
  expect((await boxOf(history)).y).toBeGreaterThan((await boxOf(act)).y);
});
