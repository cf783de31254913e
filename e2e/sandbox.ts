import { expect, type Page } from 'playwright/test';
import type { Exchange } from '#sandbox/control/recorder.ts';
import { redirectUrl, sandboxOrigin } from './places.ts';

export type Application = { clientId: string; directoryId: string; secretValue: string };

/** The control API of the sandbox. */
export async function control<T>(path: string, body?: object): Promise<T> {
  const init = body
    ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    : {};
  const answer = await fetch(`${sandboxOrigin()}/control/${path}`, init);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** An application as a careful administrator would register it; a test changes what it is about. */
export const anApplication = (wanted: object = {}): Promise<Application> =>
  control('registrations', {
    directory: 'contoso.example',
    name: 'Mailgrant',
    redirectUris: [redirectUrl()],
    applicationPermissions: ['Mail.Send', 'SMTP.SendAsApp'],
    adminConsent: true,
    ...wanted,
  });

export const expireSecrets = (clientId: string) => control('secrets/expire', { clientId });
export const addSecret = (clientId: string) => control<{ secretValue: string }>('secrets', { clientId });
/** Of access tokens issued from now on; null is Microsoft's own. */
export const setTokenLifetime = (seconds: number | null) => control('access-token-lifetime', { seconds });
export const revokeGrants = (user: string) => control('grants/revoke', { user });
/** Every request for a token is told to come back later, until the faults are cleared. */
export const throttleTokens = () => control('faults', { provider: 'microsoft', kind: 'throttle', surface: 'token' });
/** What goes wrong at Microsoft with the next request of this kind. */
export const nextFails = (kind: string, surface: 'token' | 'api', more: object = {}) =>
  control('faults', { provider: 'microsoft', kind, surface, count: 1, ...more });
export const clearFaults = () => control('faults/clear', {});
export const startRecording = () => control('recording/start', {});
export const stopRecording = () => control('recording/stop', {});
export const recording = () => control<Exchange[]>('recording');
export const messagesOf = (address: string) => control<{ subject: string; from: string }[]>(`messages/${address}`);
export const tokenRequests = async () =>
  (await control<{ what: string }[]>('requests')).filter(({ what }) => what.includes('token')).length;

/** At the consent screen, with nothing left to ask: Microsoft remembers what this person allowed this application. */
export const pickAccount = (page: Page, address: string) => page.getByRole('button', { name: address }).click();

/** At the consent screen: picks the account and answers the question. */
export async function consentAs(page: Page, address: string, decision: 'Accept' | 'Cancel' = 'Accept'): Promise<void> {
  await pickAccount(page, address);
  await expect(page.getByRole('heading', { name: 'Permissions requested' })).toBeVisible();
  await page.getByRole('button', { name: decision }).click();
}

/** Accepts at the consent screen, but stops before the browser is sent back; returns where it would go. */
export async function acceptWithoutFollowing(page: Page, address: string): Promise<string> {
  await pickAccount(page, address);
  await expect(page.getByRole('heading', { name: 'Permissions requested' })).toBeVisible();
  const form = page.locator('form').filter({ has: page.getByRole('button', { name: 'Accept' }) });
  const answer = await page.request.post(new URL((await form.getAttribute('action')) ?? '', page.url()).href, {
    form: { step: 'consent', account: await form.locator('[name=account]').inputValue(), decision: 'accept' },
    headers: { origin: sandboxOrigin() },
    maxRedirects: 0,
  });
  return answer.headers().location ?? '';
}
