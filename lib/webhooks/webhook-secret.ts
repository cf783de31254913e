import { randomBytes } from 'node:crypto';
import { Secret } from '#lib/crypto/index.ts';
import type { Webhook } from '#lib/db/generated/client.ts';
import type { Tx } from '#lib/db/index.ts';
import { openVault } from '#lib/db/vault.ts';

/** What the secret before goes on signing, so that whoever verifies has the time to change over. */
export const oldSecretMs = 24 * 3_600_000;

const place = (row: string, column: 'secret' | 'old_secret', version: number) => ({
  table: 'webhooks',
  row,
  column,
  version,
});

/** A new secret in the form that verifying libraries read: `whsec_` and 32 bytes in base64. */
export function makeSecret(): Secret {
  return new Secret(`whsec_${randomBytes(32).toString('base64')}`);
}

/** The columns of a webhook's first secret. */
export async function sealedSecret(tx: Tx, { id, tenantId }: Pick<Webhook, 'id' | 'tenantId'>, secret: Secret) {
  const vault = await openVault(tx, tenantId);
  return { secret: vault.seal(place(id, 'secret', 1), secret), secretVersion: 1 };
}

type Held = Pick<Webhook, 'id' | 'tenantId' | 'secret' | 'secretVersion' | 'oldSecret' | 'oldSecretUntil'>;

/** The columns that put a secret in the place of the one there is, which signs beside it for a day. */
export async function replacedSecret(tx: Tx, held: Held, secret: Secret, now: Date) {
  const vault = await openVault(tx, held.tenantId);
  const before = vault.open(place(held.id, 'secret', held.secretVersion), held.secret);
  const secretVersion = held.secretVersion + 1;
  return {
    secretVersion,
    secret: vault.seal(place(held.id, 'secret', secretVersion), secret),
    oldSecret: vault.seal(place(held.id, 'old_secret', secretVersion), before),
    oldSecretUntil: new Date(now.getTime() + oldSecretMs),
  };
}

/** What signs at this time, the newest first. */
export async function secretsInForce(tx: Tx, held: Held, now: Date): Promise<Secret[]> {
  const vault = await openVault(tx, held.tenantId);
  const secrets = [vault.open(place(held.id, 'secret', held.secretVersion), held.secret)];
  if (held.oldSecret !== null && held.oldSecretUntil !== null && held.oldSecretUntil > now) {
    secrets.push(vault.open(place(held.id, 'old_secret', held.secretVersion), held.oldSecret));
  }
  return secrets;
}
