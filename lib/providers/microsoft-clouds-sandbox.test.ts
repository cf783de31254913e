import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '#lib/crypto/secret.ts';
import { egressFetch } from '#lib/egress/index.ts';
import { type ClientAuthentication, OAuthRefusal, requestClientCredentials } from '#lib/oauth/index.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { aMail, signedInBy, via } from '#lib/testing/outgoing-mail.ts';
import { transport } from '#lib/transports/index.ts';
import { aCertificate } from '#sandbox/testing/certificates.ts';
import { runSandbox } from '#sandbox/testing/running.ts';
import { classify } from './classify.ts';
import { microsoft } from './microsoft.ts';
import type { TransportId } from './types.ts';

let sandbox: Awaited<ReturnType<typeof runSandbox>>;
beforeAll(async () => {
  sandbox = await runSandbox();
  allowEgress('localhost', Number(new URL(sandbox.origin).port));
  allowEgress('localhost', sandbox.smtpPort);
});
afterAll(() => sandbox.stop());

const domains = {
  global: 'contoso.example',
  usGov: 'fabrikam-gov.example',
  dod: 'litware-dod.example',
  china: 'contoso-china.example',
} as const;
type Cloud = keyof typeof domains;
type By = 'secret' | 'certificate';

const key = aCertificate();
const keyFile = new Secret(`${key.certificate}${key.keyPem}`);

/** An application of one cloud, as a connection with these settings knows it. */
function anApplication(cloud: Cloud, by: By, registeredIn: Cloud = cloud, certificate = key.certificate) {
  const provider = microsoft(sandbox.providers.microsoft);
  const { clientId, directoryId, secretValue } = sandbox.control.createRegistration({
    directory: domains[registeredIn],
    name: 'Mail',
    applicationPermissions: ['Mail.Send', 'SMTP.SendAsApp'],
    adminConsent: true,
  });
  sandbox.control.addCertificate(clientId, certificate);
  const settings = { directoryId, cloud, clientAuthentication: by };
  const server = provider.endpoints(settings);
  const bySecret: ClientAuthentication = { method: 'client_secret_post', secret: new Secret(secretValue) };
  const authentication: ClientAuthentication =
    by === 'secret' ? bySecret : { method: 'private_key_jwt', key: keyFile, keyTypes: ['rsa'] };
  const client = { clientId, authentication };
  const fetch = (url: string, init: RequestInit) => egressFetch(url, init);
  const ask = (way: TransportId) =>
    requestClientCredentials({ server, client, fetch, scopes: provider.access(way, settings).applicationScopes });
  return { provider, clientId, server, ask };
}

const every = (Object.keys(domains) as Cloud[]).flatMap((cloud) =>
  (['secret', 'certificate'] as const).flatMap((by) =>
    (['graph', 'smtp'] as const).map((way) => [cloud, by, way] as const),
  ),
);

it.each(every)('in the cloud %s, by %s, by %s: a token is had, and the mail arrives', async (cloud, by, way) => {
  const { server, ask } = anApplication(cloud, by);
  const mailbox = `reports@${domains[cloud]}`;
  const to = `${cloud}-${by}-${way}@elsewhere.example`;
  const { accessToken } = await ask(way);
  const { apiUrl, smtpHost, smtpPort, caCertificate } = server;
  const where = { apiUrl, smtpHost, smtpPort, caCertificate, mailbox, actingAs: 'application' } as const;
  const mail = aMail({ from: { name: 'Reports', address: mailbox }, to: [to] });
  expect(await transport(way)(mail, via({ ...where, ...signedInBy(accessToken) }))).toMatchObject({ kind: 'accepted' });
  expect(await sandbox.control.messages(to)).toHaveLength(1);
  expect(
    sandbox.control
      .requests()
      .filter(({ surface }) => surface === 'token')
      .at(-1),
  ).toMatchObject({ credential: by });
});

describe('a refusal is known', () => {
  async function codeOf({ provider, ask }: ReturnType<typeof anApplication>): Promise<string> {
    const refusal = await ask('graph').catch((error: unknown) => error);
    if (!(refusal instanceof OAuthRefusal)) throw new Error('It was not refused.');
    return classify(provider, refusal.reply).code;
  }

  it.each(['usGov', 'dod', 'china'] as const)('of an application of %s in the global cloud', async (cloud) => {
    expect(await codeOf(anApplication('global', 'secret', cloud))).toBe('microsoft_directory_not_found');
  });

  it('of a certificate that is over, and of one that was never uploaded', async () => {
    const application = anApplication('global', 'certificate');
    sandbox.control.expireCertificate(application.clientId);
    expect(await codeOf(application)).toBe('microsoft_certificate_expired');
    const another = aCertificate().certificate;
    expect(await codeOf(anApplication('global', 'certificate', 'global', another))).toBe(
      'microsoft_certificate_refused',
    );
  });
});
