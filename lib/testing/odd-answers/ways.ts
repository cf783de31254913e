import { randomUUID } from 'node:crypto';
import { connect, createConnection, finishConsent } from '#lib/connections/index.ts';
import type { ConnectionInput } from '#lib/connections/schema.ts';
import { inTenant } from '#lib/db/index.ts';
import type { GrantKind, ProviderId } from '#lib/providers/index.ts';
import { anAdmin, type Person } from '#lib/testing/a-tenant.ts';
import type { TestAuthorizationServer } from '#lib/testing/authorization-server.ts';
import { mailbox } from '#lib/testing/connected.ts';
import { connectionInput } from '#lib/testing/connection-input.ts';
import { keyPem } from '#lib/testing/key-file.ts';
import { aCertificate } from '#sandbox/testing/certificates.ts';

/** One way of asking for a token, by a refresh token or as an application. */
export type Way = { provider: ProviderId; grantKind: GrantKind; byCertificate?: true };

export const ways: Way[] = (['microsoft', 'google', 'custom'] as const).flatMap((provider) =>
  (['authorization_code', 'client_credentials'] as const).map((grantKind) => ({ provider, grantKind })),
);

export const nameOf = ({ provider, grantKind }: Way) =>
  `${provider} · ${grantKind === 'authorization_code' ? 'refresh' : 'application'}`;

/** Whether its server may end the grant at the second sight of a refresh token. */
export const isSingleUse = ({ provider, grantKind }: Way) =>
  provider === 'custom' && grantKind === 'authorization_code';

export type InUse = { member: Person; id: string; tenantId: string };

/** A connection in use that has just got a token at this server, in this way. */
export async function inUse(server: TestAuthorizationServer, way: Way): Promise<InUse> {
  const member = await anAdmin();
  const { ctx, browserToken, signedIn } = member;
  const { id } = await createConnection(ctx, inputOf(server, way));
  const { authorizeUrl } = await connect(ctx, id, browserToken);
  if (authorizeUrl) {
    const end = await finishConsent({ url: server.consent(authorizeUrl, mailbox), browserToken, signedIn, ip: null });
    if (end.kind !== 'granted') throw new Error(`The consent was ${end.kind}.`);
  }
  // Its mail server is asked nothing here.
  await inTenant(ctx.tenantId, (tx) => tx.connection.updateMany({ where: { id }, data: { stage: 'active' } }));
  return { member, id, tenantId: ctx.tenantId };
}

/** Sends the token requests of a connection elsewhere, as if the server behind its address were another one now. */
export async function askAt({ id, tenantId }: InUse, tokenEndpoint: string): Promise<void> {
  await inTenant(tenantId, async (tx) => {
    const { overrides } = await tx.connection.findFirstOrThrow({ where: { id } });
    await tx.connection.updateMany({ where: { id }, data: { overrides: { ...(overrides as object), tokenEndpoint } } });
  });
}

function inputOf(server: TestAuthorizationServer, { provider, grantKind, byCertificate }: Way): ConnectionInput {
  const overrides = server.overridesFor(mailbox.tid);
  const base = connectionInput({ provider, grantKind, senderAddress: mailbox.address, settings: {}, overrides });
  if (provider === 'microsoft') {
    const settings = { directoryId: mailbox.tid, ...(byCertificate ? { clientAuthentication: 'certificate' } : {}) };
    return { ...base, settings, ...(byCertificate ? { clientSecret: aPem() } : {}) };
  }
  if (provider === 'google') {
    return grantKind === 'client_credentials'
      ? { ...base, transport: 'gmail', clientSecret: aKeyFile(base.clientId ?? '') }
      : { ...base, transport: 'gmail' };
  }
  const scopes = ['mail', ...(grantKind === 'authorization_code' ? ['openid', 'offline_access'] : [])];
  const settings = { clientAuthentication: 'client_secret_post' };
  return { ...base, transport: 'smtp', settings, overrides: { ...overrides, smtpHost: 'smtp.example.com', scopes } };
}

function aPem(): string {
  const { keyPem: key, certificate } = aCertificate({ subject: 'mailgrant' });
  return `${certificate}${key}`;
}

function aKeyFile(clientEmail: string): string {
  return JSON.stringify({ type: 'service_account', private_key_id: randomUUID(), private_key: keyPem, clientEmail });
}
