import { roles, scopes } from '#lib/accounts/context.ts';
import type { Command } from './command.ts';

const list = (words: readonly string[]) => new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(words);

/** All there are, in the order they are listed. Each loads its own code when it runs. */
export const commands: Command[] = [
  {
    name: 'tenant create',
    does: 'make a tenant',
    options: {
      slug: { value: 'SLUG', required: true, says: 'its short name, which stands in addresses: contoso' },
      name: { value: 'NAME', required: true, says: 'what people call it: "Contoso Ltd"' },
    },
    prepare: async (given) => (await import('./tenant-create.ts')).tenantCreate(given),
  },
  {
    name: 'user create',
    does: 'make a person who can sign in, or let one into another tenant',
    options: {
      email: { value: 'ADDRESS', required: true, says: 'what they sign in with' },
      name: { value: 'NAME', required: true, says: 'what they are called' },
      tenant: { value: 'SLUG', says: 'the tenant they belong to, with --role' },
      role: { value: 'ROLE', oneOf: roles, says: `what they may do there: ${list(roles)}` },
      'password-file': { value: 'PATH', says: 'the file that holds their password' },
      'generate-password': { says: 'make a password, and print it this one time' },
    },
    notes: [
      'The password comes from --password-file, from --generate-password, from the variable',
      'MAILGRANT_USER_PASSWORD, or is asked for at the terminal, where it is not shown.',
      '',
      'Who signs in with the address already needs none: with --tenant they become a member there, and keep their name',
      'and password. Who is a member with that role stays so, which is said.',
    ],
    prepare: async (given, surroundings) => (await import('./user-create.ts')).userCreate(given, surroundings),
  },
  {
    name: 'key create',
    does: 'make an API key, and print it this one time',
    options: {
      tenant: { value: 'SLUG', required: true, says: 'the tenant it opens' },
      scope: { value: 'SCOPE', required: true, many: true, oneOf: scopes, says: `what it may do: ${list(scopes)}` },
      name: { value: 'NAME', required: true, says: 'what uses it: "Nightly reports"' },
    },
    fieldName: (path) => `--${path.startsWith('scopes') ? 'scope' : path}`,
    prepare: async (given) => (await import('./key-create.ts')).keyCreate(given),
  },
  {
    name: 'keys status',
    does: 'tell what each key of this installation seals, and how far a rotation is',
    options: {},
    prepare: async () => (await import('./keys-status.ts')).keysStatusTold,
  },
  {
    name: 'keys rotate',
    does: 'seal by new keys from now on, and what older ones sealed anew in the background',
    options: {},
    notes: [
      'Every tenant gets a new data key. Data keys are wrapped by a key of the operator: where Mailgrant keeps these',
      'itself, a new one is made; where MAILGRANT_KEYS names them, put a new one before the others and start every process',
      'anew first. Nothing stops meanwhile. The worker seals anew: keys status tells how far it is.',
    ],
    prepare: async () => (await import('./keys-rotate.ts')).keysRotate,
  },
  {
    name: 'keys retire',
    does: 'remove a key that seals nothing any more',
    argument: { name: 'KID', says: 'its name, as keys status tells it: d1, k1' },
    options: {},
    notes: [
      'A backup from before the rotation can be read with the key alone: keep it elsewhere for as long as the backup.',
    ],
    prepare: async (given) => (await import('./keys-retire.ts')).keysRetire(given),
  },
  {
    name: 'connection apply',
    does: 'bring a connection to what a file says',
    argument: { name: 'FILE', says: 'YAML or JSON: the fields of POST /api/v1/connections, and tenant' },
    options: {},
    notes: [
      'Every connection: provider, grantKind, transport, senderName, senderAddress; and as they are needed clientId,',
      'clientSecret, clientSecretExpiresAt, settings (what only this provider has), proxy, testRecipient. A mail server is',
      'told under overrides: smtpHost, smtpPort, smtpSecurity (none, starttls, tls), caCertificate. README.md, “By code”,',
      'has a file for each kind of provider; /api/v1/openapi.json of a running product describes each field.',
      '',
      'Beside those fields the file has `tenant` and, where wanted, `activate: true`. With a `testRecipient` a test',
      'e-mail must reach it first. A secret never stands in the file: `{ env: NAME }` or `{ file: PATH }`, relative to',
      'the file, says where it is; other values may be taken from there too.',
      '',
      'The connection of the same provider, grant, transport and sender address is the one meant. What is as the file',
      'says stays as it is. The active connection is never changed: a candidate is made beside it.',
    ],
    fieldName: (path) => path,
    prepare: async (given, surroundings) =>
      (await import('./connection-apply.ts')).connectionApply(given, surroundings),
  },
  {
    name: 'connection status',
    does: 'tell how a tenant sends mail, and what is wrong',
    options: { tenant: { value: 'SLUG', required: true, says: 'the tenant' } },
    prepare: async (given) => (await import('./connection-status.ts')).connectionStatus(given),
  },
];
