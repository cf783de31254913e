import { PrismaPg } from '@prisma/adapter-pg';
import { config } from '#lib/config/index.ts';
import { type Prisma, PrismaClient } from './generated/client.ts';
import { fromDatabase } from './passing-error.ts';
import { type DatabaseRole, databaseRole } from './role.ts';

/** One transaction of the application role, inside one tenant. */
export type Tx = Prisma.TransactionClient;

/**
 * Runs work in one transaction that sees and changes only this tenant's rows, whatever its SQL says: row-level
 * security compares with `app.tenant_id`, which dies with the transaction. Waits at most 10 s for a connection.
 */
export function inTenant<T>(tenantId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return transactionIn(tenantId, enter, work);
}

/**
 * The same, alone: whatever else is under way in the tenant has ended, and what comes after sees what this did. For
 * changes of its keys, which a transaction reads once. Everybody else waits meanwhile, so it fails, as a passing error
 * of the database, when the others take longer than 2 s.
 */
export function inTenantAlone<T>(tenantId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return transactionIn(tenantId, enterAlone, work);
}

async function enter(tx: Tx, tenantId: string): Promise<void> {
  await tx.$executeRaw`
    select set_config('app.tenant_id', ${tenantId}, true),
           pg_advisory_xact_lock_shared(hashtextextended(${`tenant ${tenantId}`}, 0))`;
}

async function enterAlone(tx: Tx, tenantId: string): Promise<void> {
  await tx.$executeRaw`select set_config('app.tenant_id', ${tenantId}, true), set_config('lock_timeout', '2s', true)`;
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`tenant ${tenantId}`}, 0))`;
}

async function transactionIn<T>(tenantId: string, begin: typeof enter, work: (tx: Tx) => Promise<T>): Promise<T> {
  let ofTheWork: unknown;
  const workInTenant = async (tx: Tx) => {
    await begin(tx, tenantId);
    try {
      return await work(tx);
    } catch (error) {
      ofTheWork = error;
      throw error;
    }
  };
  try {
    return await client('mailgrant_app').$transaction(workInTenant, { maxWait: 10_000, timeout: 10_000 });
  } catch (error) {
    throw error === ofTheWork ? error : fromDatabase(error);
  }
}

/**
 * The role that works across tenants: signing in, finding what is due. Its policies and column grants are narrow,
 * so name the columns you need (`select`) on tables that belong to tenants.
 */
export function system(): PrismaClient {
  return client('mailgrant_system');
}

/**
 * Does work inside one tenant, with the rights of the application role, in the midst of a transaction of the system
 * role: what both change stands or falls together, and neither needs the rights of the other.
 */
export async function asTenant<T>(tx: Tx, tenantId: string, work: () => Promise<T>): Promise<T> {
  await enter(tx, tenantId);
  return inRole(tx, 'mailgrant_app', 'mailgrant_system', work);
}

/** Looks across tenants, with the narrow rights of the system role, in the midst of a transaction of one tenant. */
export function acrossTenants<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  return inRole(tx, 'mailgrant_system', 'mailgrant_app', work);
}

async function inRole<T>(tx: Tx, role: DatabaseRole, before: DatabaseRole, work: () => Promise<T>): Promise<T> {
  await tx.$executeRaw`select set_config('role', ${role}, true)`;
  const done = await work();
  // Where the work failed, so has the transaction, and the role with it.
  await tx.$executeRaw`select set_config('role', ${before}, true)`;
  return done;
}

/** Closes every connection of this process. */
export async function disconnect(): Promise<void> {
  const open = [...clients.values()];
  clients.clear();
  await Promise.all(open.map((each) => each.$disconnect()));
}

/** Next.js may load this module more than once per process (one copy per bundle); the pools must stay one per role. */
const shared = globalThis as { mailgrantClients?: Map<DatabaseRole, PrismaClient> };
shared.mailgrantClients ??= new Map();
const clients = shared.mailgrantClients;

function client(role: DatabaseRole): PrismaClient {
  const known = clients.get(role);
  if (known) return known;
  const made = new PrismaClient({ adapter: new PrismaPg(databaseRole(config().databaseUrl, role)) });
  clients.set(role, made);
  return made;
}
