import { domains } from '#sandbox/google/directory.ts';
import { directories } from '#sandbox/microsoft/directory.ts';

/** An organization whose people have mailboxes here, at either provider. */
export type Owner = { name: string; provider: 'Microsoft' | 'Google'; people: { name: string; address: string }[] };

export const owners: Owner[] = [
  ...directories.map(({ name, people }): Owner => ({ name, provider: 'Microsoft', people })),
  ...domains.map(
    ({ name, people }): Owner => ({
      name,
      provider: 'Google',
      people: people.filter(({ hasMailbox }) => hasMailbox),
    }),
  ),
];

/** The name of the person an address belongs to. */
export const ownerName = (address: string): string | undefined =>
  owners.flatMap(({ people }) => people).find((one) => one.address === address.toLowerCase())?.name;

export const isInsideAddress = (address: string): boolean =>
  [...directories, ...domains].some(({ domain }) => address.toLowerCase().endsWith(`@${domain}`));
