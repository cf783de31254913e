import { system, type Tx } from '#lib/db/index.ts';
import { createDataKey } from '#lib/db/vault.ts';
import { takenField } from './internal.ts';
import { slugSchema } from './schema.ts';

export type TenantView = { id: string; slug: string; name: string };

/** Makes a tenant together with the data key that will seal its secrets; a short name that is taken is a conflict. */
export async function createTenant(input: { slug: string; name: string }): Promise<TenantView> {
  return system().$transaction((tx) => insertTenant(tx, input));
}

/** `createTenant` within the caller's transaction of the system role. Leaves that transaction inside the new tenant. */
export async function insertTenant(tx: Tx, input: { slug: string; name: string }): Promise<TenantView> {
  const slug = slugSchema.parse(input.slug);
  const tenant = await tx.tenant
    .create({ data: { slug, name: input.name }, select: { id: true, slug: true, name: true } })
    .catch((error: unknown) => takenField(error, 'slug', 'This short name is taken. Choose another.'));
  await tx.$executeRaw`select set_config('app.tenant_id', ${tenant.id}, true)`;
  await createDataKey(tx, tenant.id);
  return tenant;
}
