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
  await page.setViewportSize({ width: 390, height: 250 });
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

test('server and port stand beside each other, whatever is said above one of them', async ({ page }) => {
  await beginEmpty(page);
  await page.goto(`${origin()}/t/${demo.slug}/mail/connect/smtp`);
  const [server, port] = [page.getByLabel('SMTP server'), page.getByLabel('Port', { exact: true })];
  expect((await boxOf(port)).y).toBeCloseTo((await boxOf(server)).y, 1);
});

test('the button of the test e-mail stands beside its input, and every event tells its time in the same place', async ({
  page,
}) => {
  const id = await aRelay(page);
  for (const _ of [1, 2]) await call(page, demo.slug, 'POST', `connections/${id}/verify`, {});
  const sent = { to: `${'a-very-long-name-of-a-mailbox-for-reports-'.repeat(2)}@contoso.example` };
  await call(page, demo.slug, 'POST', `connections/${id}/test-email`, sent);
  await page.goto(`${origin()}/t/${demo.slug}/mail/connections/${id}`);
  const times = page.locator('.mg-events time');
  await expect(times).toHaveCount(3);
  for (const width of [1280, 820, 390]) {
    await page.setViewportSize({ width, height: 900 });
    const rows = await page.locator('.mg-events > li').evaluateAll((items) =>
      items.map((item) => {
        const [row, time] = [item.getBoundingClientRect(), item.querySelector('time')?.getBoundingClientRect()];
        return time && time.top - row.top < 20;
      }),
    );
    expect(new Set(rows).size, `${width}`).toBe(1);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  const input = await boxOf(page.getByRole('textbox', { name: 'Send a test e-mail to' }));
  const button = await boxOf(page.getByRole('button', { name: 'Send test e-mail' }));
  expect(Math.abs(input.y - button.y)).toBeLessThan(0.05);
});
