export { addMember } from './add-member.ts';
export { type Administrator, administratorsOf } from './administrators-of.ts';
export { type Admitted, admitKnownPerson } from './admit-known-person.ts';
export { admitPerson } from './admit-person.ts';
export { beginLink, beginSignIn } from './begin-trip.ts';
export { changeRole } from './change-role.ts';
export { closeSession } from './close-session.ts';
export {
  type Actor,
  type Role,
  requireScope,
  type Scope,
  scopes,
  scopesAllowing,
  scopesOf,
  type TenantContext,
} from './context.ts';
export { createApiKey } from './create-api-key.ts';
export { createTenant, type TenantView } from './create-tenant.ts';
export { createUser, type UserView } from './create-user.ts';
export { findApiKey } from './find-api-key.ts';
export { findMemberContext } from './find-member-context.ts';
export { findOperatorContext, type Operator } from './find-operator-context.ts';
export { findSession, type SessionUser } from './find-session.ts';
export { finishTrip, type TripEnd } from './finish-trip.ts';
export { foundTenant } from './found-tenant.ts';
export { deviceTokenOf, placeMaxAgeMs } from './known-places.ts';
export { listApiKeys } from './list-api-keys.ts';
export { listIdentities } from './list-identities.ts';
export { listMembers } from './list-members.ts';
export { type Browser, openSession } from './open-session.ts';
export { requireTryBudget } from './require-try-budget.ts';
export { revokeApiKey } from './revoke-api-key.ts';
export { revokeSession } from './revoke-session.ts';
export { isSetUpOpen, setUp } from './set-up.ts';
export { signIn } from './sign-in.ts';
export { signInChoices } from './sign-in-server.ts';
export { sessionMaxAgeMs, startSession } from './start-session.ts';
export { stillMay } from './still-may.ts';
export { tenantsOf } from './tenants-of.ts';
export { unlinkIdentity } from './unlink-identity.ts';
