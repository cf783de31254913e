import type { SecretValue } from './canaries/secrets.ts';
import { idOf, leaveFor, problem, type Walk } from './canary-journey.ts';
import { call, saveAndConnect } from './console.ts';
import { aGoogleClient, allowAs, aServiceAccount, delegateTo, fillGoogle, fillRobot, freshGoogle } from './google.ts';
import { demo, gmailSender } from './places.ts';
import { nextFails } from './sandbox.ts';
import { expect, type Page } from './test.ts';

const googleFails = (kind: string, surface: 'token' | 'api') => nextFails(kind, surface, { provider: 'google' });

/** A consent at the second provider: the server repeats what it was sent, whatever that is. */
export async function connectByGoogle({ page, look }: Walk): Promise<void> {
  await freshGoogle();
  await fillGoogle(page, { client: await aGoogleClient() });
  await googleFails('echo', 'token');
  await saveAndConnect(page);
  await allowAs(page, gmailSender);
  await expect(problem(page)).toContainText('Unhandled exception');
  await look('a code repeated by the second provider');
  const id = idOf(page);

  await leaveFor(page, `/api/v1/connections/${id}/connect`);
  await allowAs(page, gmailSender);
  await expect(page.getByRole('button', { name: 'Activate' })).toBeVisible();
  await googleFails('echo', 'token');
  await call(page, demo.slug, 'POST', `connections/${id}/refresh`);
  await call(page, demo.slug, 'POST', `connections/${id}/refresh`);
  await sendBadlyAndWell(page, id);
  await look('a consent at the second provider');
}

/** A key file in the wrong fields, and then where it belongs. Answers the keys that only the files hold. */
export async function connectByKeyFile({ page, look }: Walk): Promise<SecretValue[]> {
  const robot = await aServiceAccount();
  const other = await aServiceAccount({ project: 'tailspin-mail' });
  await fillRobot(page, robot);
  await look('a key file, chosen');
  await saveAndConnect(page);
  await expect(problem(page)).toContainText('Manage Domain Wide Delegation');
  await look('a key without a delegation');
  const id = idOf(page);
  const text = JSON.stringify(robot.keyFile);
  const wrong = [
    { clientId: text },
    { settings: { uniqueId: text } },
    { senderName: text },
    { clientSecret: text.slice(0, -200) },
    { clientSecret: JSON.stringify(other.keyFile) },
  ];
  for (const [at, body] of wrong.entries()) expect([at, await change(page, id, body)]).toEqual([at, 422]);

  await delegateTo(robot.uniqueId);
  await googleFails('echo', 'token');
  await call(page, demo.slug, 'POST', `connections/${id}/connect`);
  await page.reload();
  await expect(problem(page)).toContainText('Unhandled exception');
  await look('an assertion repeated by the second provider');
  await call(page, demo.slug, 'POST', `connections/${id}/connect`);
  await sendBadlyAndWell(page, id);
  await look('a service account that sends');
  return [robot.keyFile, other.keyFile].map((file) => ({
    kind: 'private key',
    value: (file as { private_key: string }).private_key,
  }));
}

/** Two test e-mails: one that falls over with the token in hand, and one that arrives. */
async function sendBadlyAndWell(page: Page, id: string): Promise<void> {
  await googleFails('echo', 'api');
  for (const said of [/Unhandled exception/, /^Accepted for/]) {
    await call(page, demo.slug, 'POST', `connections/${id}/test-email`, { to: demo.admin });
    await page.reload();
    await expect(page.getByText(said).first()).toBeAttached();
  }
}

/** In the page: changes a connection, or asks something of it; answers the status. */
export const change = (page: Page, path: string, body: object, method = 'PATCH') =>
  page.evaluate(
    async ([to, tenant, text, verb]) => {
      const headers = { 'mailgrant-tenant': tenant, 'content-type': 'application/json' };
      return (await fetch(to, { method: verb, headers, body: text })).status;
    },
    [`/api/v1/connections/${path}`, demo.slug, JSON.stringify(body), method] as const,
  );
