import { leaveFor, type Walk } from './canary-journey.ts';
import { demo, origin, sender } from './places.ts';
import { consentAs, nextFails, pickAccount } from './sandbox.ts';
import { expect } from './test.ts';

const provider = 'microsoft';

/** Links an account of an issuer and signs in by it, and runs into what can happen on the way. */
export async function signInByIssuer({ page, database, person, look }: Walk): Promise<void> {
  const returnTo = `/t/${demo.slug}/account`;
  const toLink = () => leaveFor(page, '/api/account/identities', { provider, password: person.password, returnTo });
  const toSignIn = () => leaveFor(page, `/api/auth/signin/${provider}`, { returnTo });
  await page.goto(`${origin()}${returnTo}`);
  await nextFails('echo', 'token');
  await toLink();
  await consentAs(page, sender);
  await expect(page).toHaveURL(/problem=unreachable/);
  await look('an issuer that repeats what it was sent');
  await toLink();
  await pickAccount(page, sender);
  await expect(page).toHaveURL(/linked=/);
  await look('an account of an issuer, linked');

  await toSignIn();
  await database.whileBroken('identities', 'subject', async () => {
    await pickAccount(page, sender);
    await expect(page).toHaveURL(/problem=unexpected/);
    await look('a bug with an identity in hand');
  });
  await toSignIn();
  const callback = page.waitForRequest((request) => request.url().includes(`/callback/${provider}?`));
  await pickAccount(page, sender);
  await expect(page).toHaveURL(`${origin()}${returnTo}`);
  await look('signed in by an issuer');
  await page.goto((await callback).url());
  await expect(page).toHaveURL(/problem=replayed/);
  await look('an answer of an issuer opened twice');
}
