import { system, type Tx } from '#lib/db/index.ts';
import type { Role } from './context.ts';
import { takenField } from './internal.ts';

/** Lets a person into a tenant with a role; who is a member already is a conflict. */
export async function addMember(input: { tenantId: string; userId: string; role: Role }): Promise<void> {
  await system().$transaction((tx) => insertMember(tx, input));
}

/** `addMember` within the caller's transaction of the system role. */
export async function insertMember(tx: Tx, input: { tenantId: string; userId: string; role: Role }): Promise<void> {
  const { tenantId, userId, role } = input;
  await tx.membership
    .create({ data: { tenantId, userId, role } })
    .catch((error: unknown) => takenField(error, 'userId', 'This person is a member already.'));
}
