import { foundTenant } from '#lib/accounts/index.ts';
import { tenantInputSchema } from '#lib/accounts/schema.ts';
import { parseInput } from '#lib/http/parse-body.ts';
import { type Act, type Given, requiredText } from './command.ts';

/** `tenant create`. */
export function tenantCreate(given: Given): Act {
  const input = parseInput({ slug: requiredText(given, 'slug'), name: requiredText(given, 'name') }, tenantInputSchema);
  return async (operator) => {
    const tenant = await foundTenant(operator, input);
    return { exitCode: 0, lines: [`Made the tenant “${tenant.name}” (${tenant.slug}).`], json: { tenant } };
  };
}
