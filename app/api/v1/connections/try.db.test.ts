import { expect, it } from 'vitest';
import { aRequest, params } from '#lib/testing/a-request.ts';
import { anAdmin } from '#lib/testing/a-tenant.ts';
import { goodInput } from '#lib/testing/bad-input.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { aTalkingServer } from '#lib/testing/talking-server.ts';
import { POST } from './try/route.ts';

useDatabase();

it('lets go of the mail server once whoever asked is gone', async () => {
  const { sockets, smtpPort } = await aTalkingServer({ greeting: null });
  const { token, ctx } = await anAdmin();
  const overrides = { smtpHost: 'localhost', smtpPort, smtpSecurity: 'none' };
  const settings = { ...goodInput.smtp.settings, plainPassword: 'accepted' };
  const body = { ...goodInput.smtp, settings, overrides, proxy: null };
  const caller = new AbortController();
  const asked = aRequest('/', { method: 'POST', body, session: token, tenant: ctx.tenantSlug });
  const answer = POST(new Request(asked, { signal: caller.signal }), params({}));
  await expect.poll(() => sockets.length).toBeGreaterThan(0);
  const before = performance.now();
  caller.abort();
  expect((await (await answer).json()).problem.reply).toMatchObject({ code: 'EABORTED' });
  // A server that says nothing is otherwise waited for by its own clock.
  expect(performance.now() - before).toBeLessThan(10_000);
  await expect.poll(() => sockets.every(({ destroyed }) => destroyed)).toBe(true);
});
