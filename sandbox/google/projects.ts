import type { Store } from '#sandbox/state.ts';

export const gmailApi = 'gmail.googleapis.com';

export type OAuthSecret = {
  id: string;
  createdAt: string;
  /** Last four characters, as the console shows afterwards. */
  hint: string;
  hash: string;
  isEnabled: boolean;
};

export type OAuthClient = {
  clientId: string;
  name: string;
  createdAt: string;
  redirectUris: string[];
  secrets: OAuthSecret[];
  /** Restorable for 30 days, until then refused as `deleted_client`. */
  deletedAt?: string;
};

export type ServiceAccountKey = { id: string; createdAt: string; publicKey: string };
export type ServiceAccount = {
  /** The numeric client ID, which domain-wide delegation goes by. */
  uniqueId: string;
  email: string;
  name: string;
  createdAt: string;
  isDisabled: boolean;
  keys: ServiceAccountKey[];
};

export type Project = {
  id: string;
  /** The project number, which client ids begin with. */
  number: string;
  name: string;
  /** Domain id of the organization; `consumer` is “No organization”. */
  domainId: string;
  ownerAddress: string;
  enabledApis: string[];
  appName: string;
  supportEmail: string;
  audience: 'internal' | 'external';
  publishing: 'testing' | 'production';
  /** Google has verified the app: no warning before consent. */
  isVerified: boolean;
  testUsers: string[];
  /** “Data access”: what the consent screen declares. */
  declaredScopes: string[];
  clients: OAuthClient[];
  serviceAccounts: ServiceAccount[];
};

/** A project whose consent screen is filled in, without clients. */
export const newProject = (wanted: Pick<Project, 'id' | 'number' | 'name' | 'domainId' | 'ownerAddress'>): Project => ({
  ...wanted,
  enabledApis: [],
  appName: 'Mail sender',
  supportEmail: wanted.ownerAddress,
  audience: wanted.domainId === 'consumer' ? 'external' : 'internal',
  publishing: 'testing',
  isVerified: false,
  testUsers: [],
  declaredScopes: [],
  clients: [],
  serviceAccounts: [],
});

/** One project per organization, its consent screen filled in, without clients. */
export const newProjects = (): Project[] => [
  newProject({
    id: 'northwind-mail',
    number: '482915370164',
    name: 'Northwind mail',
    domainId: 'northwind',
    ownerAddress: 'admin@northwind.example',
  }),
  newProject({
    id: 'tailspin-mail',
    number: '739055482601',
    name: 'Tailspin mail',
    domainId: 'tailspin',
    ownerAddress: 'admin@tailspin.example',
  }),
  newProject({
    id: 'robins-mail',
    number: '915540273381',
    name: 'Robin’s mail',
    domainId: 'consumer',
    ownerAddress: 'robin.river@gmail.example',
  }),
];

/** A project by its id or number, as addresses of the console name it. */
export const findProject = (store: Store, idOrNumber: string): Project | undefined =>
  store.state.google.projects.find(({ id, number }) => id === idOrNumber || number === idOrNumber);

/** Switches the Gmail API of a project on or off. */
export function setGmailApi(store: Store, project: Project, isEnabled: boolean): void {
  const others = project.enabledApis.filter((name) => name !== gmailApi);
  project.enabledApis = isEnabled ? [...others, gmailApi] : others;
  store.save();
}
