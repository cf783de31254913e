import {
  addMember,
  createTenant,
  createUser,
  findMemberContext,
  findSession,
  type Role,
  type SessionUser,
  startSession,
  type TenantContext,
  type TenantView,
} from '#lib/accounts/index.ts';
import { randomToken } from '#lib/crypto/index.ts';

/** A person signed in in one browser, and what they act with there. */
export type Person = {
  userId: string;
  email: string;
  ctx: TenantContext;
  signedIn: SessionUser;
  /** Of the session cookie. */
  token: string;
  /** Of the cookie that ties trips to a consent screen to this browser. */
  browserToken: string;
};

export const personPassword = 'correct horse battery';

export type TestTenant = TenantView & { admin: Person; analyst: Person; viewer: Person };

/** A tenant of its own, with one signed-in person per role. */
export async function aTenant(): Promise<TestTenant> {
  const tenant = await anEmptyTenant();
  const [admin, analyst, viewer] = await Promise.all([
    aPerson(tenant, 'admin'),
    aPerson(tenant, 'analyst'),
    aPerson(tenant, 'viewer'),
  ]);
  return { ...tenant, admin, analyst, viewer };
}

/** The only administrator of a tenant of their own. */
export async function anAdmin(): Promise<Person> {
  return aPerson(await anEmptyTenant(), 'admin');
}

function anEmptyTenant(): Promise<TenantView> {
  const slug = `t-${uniqueWord()}`;
  return createTenant({ slug, name: `Tenant ${slug}` });
}

/** One more person with a role in the tenant. */
export async function aPerson(tenant: Pick<TenantView, 'id' | 'slug'>, role: Role): Promise<Person> {
  const email = `${role}-${uniqueWord()}@example.com`;
  const user = await createUser({ email, name: `The ${role}`, password: personPassword });
  await addMember({ tenantId: tenant.id, userId: user.id, role });
  return inAnotherBrowser({ userId: user.id, email }, tenant.slug);
}

/** The same person, signed in once more somewhere else. */
export async function inAnotherBrowser(person: Pick<Person, 'userId' | 'email'>, slug: string): Promise<Person> {
  const { userId, email } = person;
  const { token } = await startSession(userId, null);
  const signedIn = await findSession(token);
  const ctx = signedIn && (await findMemberContext(signedIn, slug, '203.0.113.7'));
  if (!ctx) throw new Error('The person just signed in cannot act in the tenant.');
  return { userId, email, ctx, signedIn, token, browserToken: randomToken() };
}

function uniqueWord(): string {
  return randomToken(9)
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .toLowerCase();
}
