import { timingSafeEqual } from 'node:crypto';

/** Somebody who signs in to the office's mail server, and what they may put into MAIL FROM. */
export type RelayUser = { name: string; password: string; owns: { domain: string } | { address: string } };

/** Fixed passwords, so that what was written down yesterday is still right today. */
export const relayUsers: RelayUser[] = [
  { name: 'relay@contoso.example', password: 'harbour-lantern-quiet-4821', owns: { domain: 'contoso.example' } },
  {
    name: 'scanner@contoso.example',
    password: 'third-floor-copier-7350',
    owns: { address: 'scanner@contoso.example' },
  },
  { name: 'relay@fabrikam.example', password: 'orchard-window-early-9164', owns: { domain: 'fabrikam.example' } },
];

/** The user of this name, when the password is theirs; names do not mind upper case. */
export function findRelayUser(name: string, password: string): RelayUser | undefined {
  const user = relayUsers.find((one) => one.name === name.toLowerCase());
  const [wanted, given] = [Buffer.from(user?.password ?? ''), Buffer.from(password)];
  return user && wanted.length === given.length && timingSafeEqual(wanted, given) ? user : undefined;
}

/** Postfix's `smtpd_sender_login_maps`: whether this sender address belongs to the user. */
export function ownsSender({ owns }: RelayUser, address: string): boolean {
  const sender = address.toLowerCase();
  return 'domain' in owns ? sender.endsWith(`@${owns.domain}`) : sender === owns.address;
}
