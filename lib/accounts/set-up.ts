import type { z } from 'zod';
import { recordAudit } from '#lib/audit/index.ts';
import { config } from '#lib/config/index.ts';
import { isEqualInConstantTime } from '#lib/crypto/index.ts';
import { system } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { insertMember } from './add-member.ts';
import { insertTenant, type TenantView } from './create-tenant.ts';
import { insertUser } from './create-user.ts';
import { hashPassword } from './password.ts';
import type { setUpSchema } from './schema.ts';

/** Tells whether the first run is still to come: nobody exists who could sign in, and the start gave out a code. */
export async function isSetUpOpen(): Promise<boolean> {
  return config().setupCode !== undefined && (await system().user.findFirst({ select: { id: true } })) === null;
}

/**
 * The first run: makes the operator, their tenant with its data key, and the membership, or nothing at all. Closed
 * for good once anybody exists.
 */
export async function setUp(input: z.output<typeof setUpSchema>, ip: string | null): Promise<TenantView> {
  const closed = new AppError('conflict', 'Mailgrant is set up already. Sign in instead.');
  if ((await system().user.findFirst({ select: { id: true } })) !== null) throw closed;
  requireSetUpCode(input.code);

  const passwordHash = await hashPassword(input.password);
  return system().$transaction(async (tx) => {
    // One at a time: of two first runs the second finds a user and is refused.
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('mailgrant.set-up'))`;
    if ((await tx.user.findFirst({ select: { id: true } })) !== null) throw closed;
    const user = await insertUser(tx, { email: input.email, name: input.name, passwordHash, isOperator: true });
    const tenant = await insertTenant(tx, { slug: input.slug, name: input.tenantName });
    await insertMember(tx, { tenantId: tenant.id, userId: user.id, role: 'admin' });
    const actor = { kind: 'system', name: 'set_up' } as const;
    await recordAudit(
      tx,
      { tenantId: tenant.id, tenantSlug: tenant.slug, actor, ip },
      {
        action: 'tenant.created',
        targetKind: 'tenant',
        targetId: tenant.id,
        targetName: tenant.name,
        details: { slug: tenant.slug, by: user.email },
      },
    );
    return tenant;
  });
}

function requireSetUpCode(code: string): void {
  const { setupCode } = config();
  if (setupCode === undefined) {
    throw new AppError('forbidden', 'Set-up is closed. Set SETUP_CODE, start again and use that code.');
  }
  if (!isEqualInConstantTime(code, setupCode)) {
    const message = 'This is not the set-up code. It stands in the output of the start.';
    throw new AppError('forbidden', message, { fields: [{ path: 'code', message }] });
  }
}
