import { expect, it, onTestFinished } from 'vitest';
import { anAdmin } from '#lib/testing/a-tenant.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { startWebServer } from '#lib/testing/web-server.ts';
import { readDiscovery } from './index.ts';

useDatabase();

/** An authorization server that describes itself so, beside what it needs. */
async function aServer(described: object): Promise<string> {
  const server = await startWebServer((_request, response) => {
    const url = `http://localhost:${server.port}`;
    const document = { issuer: url, authorization_endpoint: `${url}/authorize`, token_endpoint: `${url}/token` };
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ ...document, ...described }));
  });
  onTestFinished(() => server.close());
  allowEgress('localhost', server.port);
  return `http://localhost:${server.port}`;
}

const said = (message: string | RegExp) => ({
  code: 'invalid_input',
  fields: [{ path: 'url', message: expect.stringMatching(message) }],
});

it.each([
  [
    'authorization_endpoint',
    'http://169.254.169.254/auth',
    /^The authorization endpoint .* http:\/\/169\.254\.169\.254 /,
  ],
  ['token_endpoint', 'https://10.0.0.1/token', /^The token endpoint .* 10\.0\.0\.1:443 is not a public address/],
  ['token_endpoint', 'https://eve:secret@login.example/', /^The token endpoint .* Leave out the user name/],
])('fills no form with a %s that could not be saved: %s', async (name, address, message) => {
  const { ctx } = await anAdmin();
  const url = await aServer({ [name]: address });
  await expect(readDiscovery(ctx, { url })).rejects.toMatchObject(said(message));
  // Control: by itself, it is taken.
  expect(await readDiscovery(ctx, { url: await aServer({}) })).toMatchObject({ issuer: expect.any(String) });
});

it('says in the words of a diagnosis why nothing could be read', async () => {
  const { ctx } = await anAdmin();
  allowEgress('localhost', 9);
  const closed = readDiscovery(ctx, { url: 'http://localhost:9' });
  await expect(closed).rejects.toMatchObject(
    said(
      /^Nothing could be read there\. The authorization server refused the connection\. .* localhost .*nothing listens on that port/,
    ),
  );
  await expect(closed).rejects.not.toMatchObject(said('ECONNREFUSED'));
});
