import { expect } from 'playwright/test';
import type { SecretValue } from './canaries/secrets.ts';
import type { Walk } from './canary-journey.ts';

type Made = { webhook: { id: string }; secret: string };

/** Has an address told that answers nobody, gives it another secret, and looks at what came of it. */
export async function useWebhooks({ page }: Walk, key: string): Promise<SecretValue[]> {
  const ask = <Answer>(path: string, method: string, body?: object): Promise<Answer> =>
    page.evaluate(async ([url, init]) => (await fetch(url, init)).json(), [
      `/api/v1/webhooks${path}`,
      {
        method,
        headers: { authorization: `Bearer ${key}`, ...(body ? { 'content-type': 'application/json' } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
      },
    ] as const);
  const made = await ask<Made>('', 'POST', { url: 'https://localhost:9/canary', name: 'Canary' });
  const { id } = made.webhook;
  const replaced = await ask<Made>(`/${id}/secret`, 'POST');
  expect(await ask(`/${id}/test`, 'POST')).toMatchObject({ status: 'failed' });
  await ask('', 'POST', { url: made.secret, name: replaced.secret });
  for (const path of ['', `/${id}`, `/${id}/deliveries`]) await ask(path, 'GET');
  return [made, replaced].map(({ secret }) => ({ kind: 'webhook secret', value: secret.slice('whsec_'.length) }));
}
