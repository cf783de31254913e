import { aCertificate } from '#sandbox/testing/certificates.ts';
import type { SecretValue } from './canaries/secrets.ts';
import { change } from './canary-google.ts';
import type { Walk } from './canary-journey.ts';
import { add, lookAgain, sendsWell, tries } from './canary-passwords.ts';
import { succeed } from './canary-succession.ts';
import { call } from './console.ts';
import { demo, sender } from './places.ts';
import { anApplication, control, nextFails } from './sandbox.ts';
import { expect } from './test.ts';

type Shown = { values: SecretValue[]; sealed: string[] };
type View = { endpoints: Record<string, unknown> & { scopes: string[] } };

const from = { senderName: 'Contoso Reports', senderAddress: sender, clientSecretExpiresAt: null };

/** An application that shows a certificate: its key in the wrong fields, its assertion repeated, and then at work. */
export async function connectByCertificate(walk: Walk): Promise<Shown & { view: View }> {
  const { page } = walk;
  const { clientId, directoryId } = await anApplication();
  const { certificate, keyPem } = aCertificate();
  await control('certificates', { clientId, certificate });
  const pem = `${certificate}${keyPem}`;
  const settings = { directoryId, clientAuthentication: 'certificate' };
  const kind = { provider: 'microsoft', grantKind: 'client_credentials', transport: 'smtp' };
  const id = await add(page, { ...kind, ...from, clientId, settings, clientSecret: pem, overrides: {} });
  const wrong = [
    { clientId: pem },
    { senderName: keyPem },
    { settings: { ...settings, directoryId: keyPem } },
    { clientSecret: keyPem },
    { clientSecret: `${certificate}${keyPem.slice(0, -200)}` },
    { overrides: { caCertificate: pem } },
  ];
  for (const [at, body] of wrong.entries()) expect([at, await change(page, id, body)]).toEqual([at, 422]);
  // The worker asks for tokens too, of whatever is in use.
  await nextFails('echo', 'token', { clientId });
  await tries(page, id, /Unhandled exception/);
  await lookAgain(walk, 'an assertion repeated by the server');
  await sendsWell(page, id);
  const sealed = await succeed(walk, id);
  const view = await call<View>(page, demo.slug, 'GET', `connections/${id}`);
  return { values: [{ kind: 'certificate’s key', value: keyPem }], sealed, view };
}

/** Any server that is told the secret by HTTP Basic, and repeats it. */
export async function connectByBasic(walk: Walk, { endpoints }: View): Promise<Shown> {
  const { page } = walk;
  const { clientId, secretValue } = await anApplication();
  const { tokenEndpoint, scopes, smtpHost, smtpPort, smtpSecurity, caCertificate } = endpoints;
  const id = await add(page, {
    ...{ provider: 'custom', grantKind: 'client_credentials', transport: 'smtp' },
    ...{ ...from, clientId, clientSecret: secretValue },
    settings: { clientAuthentication: 'client_secret_basic' },
    overrides: { tokenEndpoint, scopes, smtpHost, smtpPort, smtpSecurity, caCertificate },
  });
  await nextFails('echo', 'token', { clientId });
  await tries(page, id, /Unhandled exception/);
  await lookAgain(walk, 'a secret by Basic, repeated by the server');
  await sendsWell(page, id);
  const sealed = await succeed(walk, id);
  return { values: [{ kind: 'client secret by Basic', value: secretValue }], sealed };
}
