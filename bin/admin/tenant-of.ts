import { findOperatorContext, type TenantContext } from '#lib/accounts/index.ts';
import { AppError } from '#lib/errors/index.ts';
import type { Operator } from './command.ts';

/** Lets the operator act in the tenant of this short name; where there is none, the refusal says how to make it. */
export async function tenantOf(operator: Operator, slug: string): Promise<TenantContext> {
  const ctx = await findOperatorContext(operator, slug);
  if (ctx) return ctx;
  const message = `There is no tenant “${slug}”. Check the short name, or make it with: tenant create --slug ${slug}.`;
  throw new AppError('not_found', message, { fields: [{ path: 'tenant', message }] });
}
