/** A Google account. `id` is what tokens call `sub`. */
export type Account = {
  id: string;
  address: string;
  name: string;
  isAdmin: boolean;
  /** Without a Gmail licence the account exists, but no mailbox does. */
  hasMailbox: boolean;
  /** Verified under “Send mail as”: Gmail leaves these From addresses alone. */
  aliases: string[];
};

/** A Workspace organization, or (without `isWorkspace`) the place of consumer accounts. */
export type Domain = { id: string; name: string; domain: string; isWorkspace: boolean; people: Account[] };

const person = (id: string, address: string, name: string, more: Partial<Account> = {}): Account => ({
  id,
  address,
  name,
  isAdmin: false,
  hasMailbox: true,
  aliases: [],
  ...more,
});

/** Fixed ids, so that what was written down yesterday is still right today. */
export const domains: Domain[] = [
  {
    id: 'northwind',
    name: 'Northwind',
    domain: 'northwind.example',
    isWorkspace: true,
    people: [
      person('104822915370164820011', 'admin@northwind.example', 'Nora Admin', { isAdmin: true }),
      person('104822915370164820022', 'reports@northwind.example', 'Northwind Reports', {
        aliases: ['sales@northwind.example'],
      }),
      person('104822915370164820033', 'dana@northwind.example', 'Dana Analyst'),
      person('104822915370164820044', 'door@northwind.example', 'Front Door', { hasMailbox: false }),
    ],
  },
  {
    id: 'tailspin',
    name: 'Tailspin',
    domain: 'tailspin.example',
    isWorkspace: true,
    people: [
      person('117390554826013370015', 'admin@tailspin.example', 'Toni Admin', { isAdmin: true }),
      person('117390554826013370026', 'newsletter@tailspin.example', 'Tailspin Newsletter'),
    ],
  },
  {
    id: 'consumer',
    name: 'Gmail',
    domain: 'gmail.example',
    isWorkspace: false,
    people: [person('109915540273381120017', 'robin.river@gmail.example', 'Robin River')],
  },
];

export type Holder = { account: Account; domain: Domain };

/** An account by its id or address; neither minds upper case. */
export function findHolder(idOrAddress: string): Holder | undefined {
  const wanted = idOrAddress.toLowerCase();
  for (const domain of domains) {
    const account = domain.people.find(({ id, address }) => id === wanted || address === wanted);
    if (account) return { account, domain };
  }
  return undefined;
}

export const findDomain = (idOrName: string): Domain | undefined => {
  const wanted = idOrName.toLowerCase();
  return domains.find(({ id, domain }) => id === wanted || domain === wanted);
};
