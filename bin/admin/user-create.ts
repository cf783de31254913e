import { admitPerson, createUser } from '#lib/accounts/index.ts';
import { personInputSchema, roleSchema } from '#lib/accounts/schema.ts';
import { parseInput } from '#lib/http/parse-body.ts';
import { type Act, type Given, requiredText, type Surroundings, textOf, UsageError } from './command.ts';
import { passwordFor } from './password.ts';
import { tenantOf } from './tenant-of.ts';

/** `user create`: beside a person with a tenant stands an entry in that tenant's audit log. */
export async function userCreate(given: Given, surroundings: Surroundings): Promise<Act> {
  const belongs = membershipIn(given);
  const { password, isGenerated } = await passwordFor(given, surroundings);
  const email = requiredText(given, 'email');
  const person = parseInput({ email, name: requiredText(given, 'name'), password }, personInputSchema);
  return async (operator) => {
    const user = belongs
      ? await admitPerson(await tenantOf(operator, belongs.tenant), { ...person, role: belongs.role })
      : await createUser(person);
    const where = belongs ? `${belongs.role} of the tenant ${belongs.tenant}` : 'of no tenant yet';
    const lines = [`Made ${user.name} <${user.email}>, ${where}.`];
    if (isGenerated) lines.push('The password, shown this one time:', password);
    const secret = isGenerated ? { password } : {};
    return { exitCode: 0, lines, json: { user, membership: belongs, ...secret } };
  };
}

function membershipIn(given: Given) {
  const [tenant, role] = [textOf(given, 'tenant'), textOf(given, 'role')];
  if (tenant === undefined && role === undefined) return null;
  if (tenant === undefined) throw new UsageError('--tenant is missing: a role is one in a tenant.');
  if (role === undefined) throw new UsageError('--role is missing: --role admin, analyst or viewer.');
  const parsed = roleSchema.safeParse(role);
  if (!parsed.success) throw new UsageError(`--role is “${role}”. Choose from ${roleSchema.options.join(', ')}.`);
  return { tenant, role: parsed.data };
}
