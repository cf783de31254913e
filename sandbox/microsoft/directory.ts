export type Person = { id: string; address: string; name: string; isAdmin: boolean };
export type Directory = { id: string; name: string; domain: string; people: Person[] };

/** Fixed ids, so that what was written down yesterday is still right today. */
export const directories: Directory[] = [
  {
    id: '6f1c0d5e-2b7a-4c39-9e84-0a5d3b9c7e11',
    name: 'Contoso',
    domain: 'contoso.example',
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
