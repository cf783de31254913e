import { addMember, createTenant, createUser } from '#lib/accounts/index.ts';
import { system } from '#lib/db/index.ts';

export const demoPassword = 'mailgrant-demo';

type Person = { email: string; name: string; role: 'admin' | 'analyst' | 'viewer' };
type DemoTenant = { slug: string; name: string; people: Person[] };

/** Two tenants, so that whoever tries Mailgrant can see that one knows nothing of the other. */
export const demoTenants: DemoTenant[] = [
  {
    slug: 'demo',
    name: 'Contoso',
    people: [
      { email: 'admin@contoso.example', name: 'Avery Admin', role: 'admin' },
      { email: 'analyst@contoso.example', name: 'Ana Analyst', role: 'analyst' },
      { email: 'viewer@contoso.example', name: 'Vic Viewer', role: 'viewer' },
    ],
  },
  { slug: 'other', name: 'Fabrikam', people: [{ email: 'admin@fabrikam.example', name: 'Fay Admin', role: 'admin' }] },
];

/** Makes the demo's tenants and people where they are missing; answers how many tenants it made. */
export async function seedDemo(): Promise<number> {
  const made = await Promise.all(demoTenants.map(seedTenant));
  return made.filter(Boolean).length;
}

async function seedTenant({ slug, name, people }: DemoTenant): Promise<boolean> {
  const known = await system().tenant.findUnique({ where: { slug }, select: { id: true } });
  const tenant = known ?? (await createTenant({ slug, name }));
  await Promise.all(people.map((person) => seedPerson(tenant.id, person)));
  return known === null;
}

async function seedPerson(tenantId: string, { email, name, role }: Person): Promise<void> {
  const where = { email };
  const known = await system().user.findUnique({ where, select: { id: true, memberships: { where: { tenantId } } } });
  // Who changed role or left stays so.
  if (known) return;
  const user = await createUser({ email, name, password: demoPassword });
  await addMember({ tenantId, userId: user.id, role });
}
