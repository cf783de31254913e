import {
  type Admitted,
  admitKnownPerson,
  admitPerson,
  createUser,
  type Role,
  type UserView,
} from '#lib/accounts/index.ts';
import { personInputSchema, roleSchema } from '#lib/accounts/schema.ts';
import { AppError } from '#lib/errors/index.ts';
import { parseInput } from '#lib/http/parse-body.ts';
import { type Act, type Answer, type Given, requiredText, type Surroundings, textOf, UsageError } from './command.ts';
import { type NewPassword, passwordAsked, passwordGiven } from './password.ts';
import { tenantOf } from './tenant-of.ts';

type Membership = { tenant: string; role: Role };

/** `user create`: beside a person with a tenant stands an entry in that tenant's audit log. */
export async function userCreate(given: Given, surroundings: Surroundings): Promise<Act> {
  const belongs = membershipIn(given);
  const typed = { email: requiredText(given, 'email'), name: requiredText(given, 'name') };
  const password = await passwordGiven(given, surroundings);
  if (belongs) return memberOf(belongs, typed, password, surroundings);
  const secret = password ?? (await passwordAsked(surroundings));
  const person = personOf(typed, secret);
  return async () => made(await createUser(person), null, secret);
}

/** Who signs in already comes into the tenant as they are: nobody is asked for a password that would not be used. */
function memberOf(belongs: Membership, typed: Typed, password: NewPassword | null, surroundings: Surroundings): Act {
  const { email } = password
    ? personOf(typed, password)
    : parseInput(typed, personInputSchema.omit({ password: true }));
  return async (operator) => {
    const ctx = await tenantOf(operator, belongs.tenant);
    const known = await admitKnownPerson(ctx, { email, role: belongs.role });
    if (known) return admitted(known, belongs);
    const secret = password ?? (await passwordAsked(surroundings));
    return made(await admitPerson(ctx, { ...personOf(typed, secret), role: belongs.role }), belongs, secret);
  };
}

type Typed = { email: string; name: string };

const personOf = (typed: Typed, { password }: NewPassword) => parseInput({ ...typed, password }, personInputSchema);

function made(user: UserView, belongs: Membership | null, { password, isGenerated }: NewPassword): Answer {
  const where = belongs ? `${belongs.role} of the tenant ${belongs.tenant}` : 'of no tenant yet';
  const lines = [`Made ${user.name} <${user.email}>, ${where}.`];
  if (isGenerated) lines.push('The password, shown this one time:', password);
  const secret = isGenerated ? { password } : {};
  return { exitCode: 0, lines, json: { result: 'created', user, membership: belongs, ...secret } };
}

function admitted({ user, role, isNew }: Admitted, { tenant, role: wanted }: Membership): Answer {
  const who = `${user.name} <${user.email}>`;
  if (role !== wanted) {
    const message = `${who} is ${role} of the tenant ${tenant} already. Give --role ${role}, or let an administrator of the tenant change it.`;
    throw new AppError('conflict', message, { fields: [{ path: 'role', message }] });
  }
  const lines = isNew
    ? [`Added ${who}, who is ${role} of the tenant ${tenant} now. Their name and password stay as they are.`]
    : [`Unchanged: ${who} is ${role} of the tenant ${tenant} already.`];
  const result = isNew ? 'added' : 'unchanged';
  return { exitCode: 0, lines, json: { result, user, membership: { tenant, role } } };
}

function membershipIn(given: Given): Membership | null {
  const [tenant, role] = [textOf(given, 'tenant'), textOf(given, 'role')];
  if (tenant === undefined && role === undefined) return null;
  if (tenant === undefined) throw new UsageError('--tenant is missing: a role is one in a tenant.');
  if (role === undefined) throw new UsageError('--role is missing: --role admin, analyst or viewer.');
  return { tenant, role: roleSchema.parse(role) };
}
