import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ReactNode } from 'react';
import { beforeAll, describe, expect, it } from 'vitest';
import { createConnection } from '#lib/connections/index.ts';
import { aRequest } from '#lib/testing/a-request.ts';
import { aTenant, type TestTenant } from '#lib/testing/a-tenant.ts';
import { inputFor, useStrictServer } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { inRequest } from '#lib/testing/in-request.ts';
import { subrequestHeaders } from '#lib/testing/subrequest-headers.ts';

useDatabase();
const strict = useStrictServer();

type Props = { params: Promise<object>; searchParams: Promise<object>; children: ReactNode };
type Page = (props: Props) => Promise<ReactNode>;

/** Sends everybody on, whoever they are, to a page that looks. */
const passesOn = '(console)/t/[tenant]/page.tsx';
/** Every other page and layout of the console; a new one is swept by standing there. */
const files = globSync('(console)/**/{page,layout}.tsx', { cwd: import.meta.dirname }).filter(
  (file) => file !== passesOn,
);

let victim: TestTenant & { connection: string };
let stranger: TestTenant;
beforeAll(async () => {
  const tenant = await aTenant();
  const { id } = await createConnection(tenant.admin.ctx, inputFor(strict.server));
  victim = { ...tenant, connection: id };
  stranger = await aTenant();
});

it('knows all pages there are, and which of them everybody may see', () => {
  expect(files.length).toBeGreaterThanOrEqual(7);
  const others = globSync('**/page.tsx', { cwd: import.meta.dirname }).filter((file) => !file.startsWith('(console)'));
  expect(others.toSorted()).toEqual([
    '(auth)/set-up/page.tsx',
    '(auth)/sign-in/page.tsx',
    'consent-problem/page.tsx',
    'page.tsx',
  ]);
});

it('finds no server action: Next lets them pass without an Origin (W4, W5)', () => {
  const sources = globSync('{app,lib}/**/*.{ts,tsx}', { cwd: path.dirname(import.meta.dirname) });
  expect(sources.length).toBeGreaterThan(200);
  const isAction = (text: string) => /^\s*(['"])use server\1/m.test(text);
  const root = path.dirname(import.meta.dirname);
  expect(sources.filter((file) => isAction(readFileSync(path.join(root, file), 'utf8')))).toEqual([]);
  expect(isAction("export async function save() {\n  'use server';\n}")).toBe(true);
});

/** How a page answers somebody: that it is shown, or the digest of where Next sends them instead. */
async function answer(file: string, headers: Record<string, string>, session?: string): Promise<'shown' | string> {
  const module: { default: Page } = await import(path.join(import.meta.dirname, file));
  const props: Props = {
    params: Promise.resolve({ tenant: victim.slug, id: victim.connection, provider: 'microsoft' }),
    searchParams: Promise.resolve({ connection: victim.connection }),
    children: null,
  };
  const request = aRequest(`/t/${victim.slug}/mail`, { ...(session ? { session } : {}), headers });
  try {
    await inRequest(request, () => module.default(props));
    return 'shown';
  } catch (error) {
    return String((error as { digest?: string }).digest ?? error);
  }
}

// Nothing stands in front of them here: no proxy, and of a page not even its layout (W1, CVE-2025-29927).
describe.each(files)('%s, without a proxy', (file) => {
  it('shows nothing to nobody, to an ended session and to strangers', async () => {
    const away = /^NEXT_(REDIRECT;\w+;\/sign-in\?|HTTP_ERROR_FALLBACK;404)/;
    for (const session of [undefined, 'A'.repeat(43), stranger.admin.token]) {
      for (const headers of [{}, ...subrequestHeaders]) expect(await answer(file, headers, session)).toMatch(away);
    }
  }, 20_000);

  it('is there for its own people', async () => {
    // One provider is no choice: that page goes on to it.
    const there = new RegExp(`^(shown|NEXT_REDIRECT;\\w+;/t/${victim.slug}/mail/connect/microsoft;.*)$`);
    expect(await answer(file, {}, victim.admin.token)).toMatch(there);
  });
});

it('sends everybody on from the front page of a tenant', async () => {
  expect(await answer(passesOn, {})).toMatch(new RegExp(`^NEXT_REDIRECT;\\w+;/t/${victim.slug}/mail;`));
});
