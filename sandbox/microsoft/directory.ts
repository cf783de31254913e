import type { CloudId } from './clouds.ts';

export type Person = { id: string; address: string; name: string; isAdmin: boolean };
/** Belongs to one cloud, and is unknown in the others. */
export type Directory = { id: string; name: string; domain: string; cloud: CloudId; people: Person[] };

/** Fixed ids, so that what was written down yesterday is still right today. */
export const directories: Directory[] = [
  {
    id: '6f1c0d5e-2b7a-4c39-9e84-0a5d3b9c7e11',
    name: 'Contoso',
    domain: 'contoso.example',
    cloud: 'global',
    people: [
      {
        id: '0b8e4f6a-91d2-4a3c-8f57-c1e09d2a4b61',
        address: 'admin@contoso.example',
        name: 'Avery Admin',
        isAdmin: true,
      },
      {
        id: '3d5a7c19-4e8b-4f06-a2d3-7b9f1c6e8d52',
        address: 'reports@contoso.example',
        name: 'Contoso Reports',
        isAdmin: false,
      },
      {
        id: '5e2f9b83-6c4d-4178-b0e9-2d8a3f7c1e43',
        address: 'alex@contoso.example',
        name: 'Alex Analyst',
        isAdmin: false,
      },
    ],
  },
  {
    id: 'b94e27a8-5d13-4f60-8c72-e6a1d0f3b922',
    name: 'Fabrikam',
    domain: 'fabrikam.example',
    cloud: 'global',
    people: [
      {
        id: '7a6d1e94-8f2b-4c57-93a0-4e1b5d9c2f34',
        address: 'admin@fabrikam.example',
        name: 'Fay Admin',
        isAdmin: true,
      },
      {
        id: '91c3f8d5-0a7e-4b62-85d4-6f2c9e1a7b25',
        address: 'newsletter@fabrikam.example',
        name: 'Fabrikam Newsletter',
        isAdmin: false,
      },
    ],
  },
  // Of whoever operates the console that the others are customers of.
  {
    id: '2c8d6b1f-7e04-4a95-b3f8-5d19e0c7a433',
    name: 'Adatum',
    domain: 'adatum.example',
    cloud: 'global',
    people: [
      {
        id: 'd40a9c72-3b5e-4f18-9a6d-8e2b7c0f5a45',
        address: 'admin@adatum.example',
        name: 'Ada Operator',
        isAdmin: true,
      },
    ],
  },
  // One in each national cloud.
  {
    id: 'e3a1c7d4-6b2f-4d85-a90e-1f7c4b8d2e66',
    name: 'Fabrikam Gov',
    domain: 'fabrikam-gov.example',
    cloud: 'usGov',
    people: [
      {
        id: '1c9e5b70-4d3a-4f82-b6e1-8a2d7f0c9b11',
        address: 'admin@fabrikam-gov.example',
        name: 'Gil Admin',
        isAdmin: true,
      },
      {
        id: '2d8f6c81-5e4b-4093-87f2-9b3e8a1d0c22',
        address: 'reports@fabrikam-gov.example',
        name: 'Fabrikam Gov Reports',
        isAdmin: false,
      },
    ],
  },
  {
    id: 'f4b2d8e5-7c30-4e96-8b1f-208d5c9e3f77',
    name: 'Litware Defense',
    domain: 'litware-dod.example',
    cloud: 'dod',
    people: [
      {
        id: '3e907d92-6f5c-41a4-9803-ac4f9b2e1d33',
        address: 'admin@litware-dod.example',
        name: 'Lee Admin',
        isAdmin: true,
      },
      {
        id: '4fa18ea3-706d-42b5-a914-bd50ac3f2e44',
        address: 'reports@litware-dod.example',
        name: 'Litware Reports',
        isAdmin: false,
      },
    ],
  },
  {
    id: '05c3e9f6-8d41-4fa7-9c20-319e6da04088',
    name: 'Contoso China',
    domain: 'contoso-china.example',
    cloud: 'china',
    people: [
      {
        id: '50b29fb4-817e-43c6-ba25-ce61bd403f55',
        address: 'admin@contoso-china.example',
        name: 'Chen Admin',
        isAdmin: true,
      },
      {
        id: '61c3a0c5-928f-44d7-8b36-df72ce514066',
        address: 'reports@contoso-china.example',
        name: 'Contoso China Reports',
        isAdmin: false,
      },
    ],
  },
];

export const findDirectory = (idOrDomain: string): Directory | undefined =>
  directories.find(({ id, domain }) => id === idOrDomain.toLowerCase() || domain === idOrDomain.toLowerCase());

export type Member = { person: Person; directory: Directory };

/** A person of any directory by object id or sign-in name (UPN); neither minds upper case. */
export function findMember(idOrAddress: string): Member | undefined {
  const wanted = idOrAddress.toLowerCase();
  for (const directory of directories) {
    const person = directory.people.find(({ id, address }) => id === wanted || address === wanted);
    if (person) return { person, directory };
  }
  return undefined;
}

/** Likewise, of one cloud alone: nobody signs in to another. */
export function findMemberAt(cloud: CloudId, idOrAddress: string): Member | undefined {
  const member = findMember(idOrAddress);
  return member?.directory.cloud === cloud ? member : undefined;
}
