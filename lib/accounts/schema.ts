import { z } from 'zod';
import { nameProblem } from '#lib/strings/name-problem.ts';
import { roles, scopes } from './context.ts';

/** The shapes of people, tenants and keys in forms and in the REST API. Safe in the browser. */

/** Words that are paths of the product or that would mislead in an address. */
export const reservedSlugs: readonly string[] = [
  'admin',
  'api',
  'app',
  'assets',
  'auth',
  'console',
  'healthz',
  'login',
  'mailgrant',
  'metrics',
  'new',
  'oauth',
  'operator',
  'public',
  'readyz',
  'root',
  'set-up',
  'sign-in',
  'static',
  'system',
  'tenant',
  'www',
];

const name = (what: string, max: number) =>
  z
    .string()
    .trim()
    .min(1, { error: `Enter ${what}.`, abort: true })
    .max(max, `Use at most ${max} characters.`)
    .superRefine((text, context) => {
      const message = nameProblem(text);
      if (message) context.addIssue({ code: 'custom', message });
    });

export const slugSchema = z
  .string()
  .trim()
  .min(2, 'Use at least 2 characters.')
  .max(40, 'Use at most 40 characters.')
  .regex(
    /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    'Use lower-case letters, digits and single hyphens, starting with a letter: contoso.',
  )
  .refine((slug) => !reservedSlugs.includes(slug), 'This short name is reserved. Choose another.');

/** A sign-in name: compared and stored in lower case. */
export const emailSchema = z
  .string()
  .trim()
  .max(320, 'An e-mail address has at most 320 characters.')
  .pipe(z.email('Enter a full e-mail address, such as admin@contoso.com.'))
  .transform((text) => text.toLowerCase());

/** ASVS 6.2: length is what counts; any character is allowed and none is required. */
export const passwordSchema = z
  .string()
  .min(12, 'Use at least 12 characters. A few words are easy to remember.')
  .max(128, 'Use at most 128 characters.');

export const setUpSchema = z.strictObject({
  code: z.string().trim().min(1, 'Enter the set-up code that the start printed.').max(200, 'This is no set-up code.'),
  tenantName: name('the name of your organisation', 100),
  slug: slugSchema,
  name: name('your name', 100),
  email: emailSchema,
  password: passwordSchema,
});
export type SetUpInput = z.input<typeof setUpSchema>;

export const setUpAnswerSchema = z.object({ tenant: z.object({ slug: z.string(), name: z.string() }) });

/** What the operator types at the command line. */
export const tenantInputSchema = z.strictObject({ slug: slugSchema, name: name('the name of the organisation', 100) });

export const personInputSchema = z.strictObject({
  email: emailSchema,
  name: name('the name of the person', 100),
  password: passwordSchema,
});

export const apiKeyInputSchema = z.strictObject({
  name: name('a name that tells what uses this key', 100),
  scopes: z
    .array(z.enum(scopes, { error: `Choose from ${scopes.join(', ')}.` }))
    .min(1, 'Choose at least one scope.')
    .transform((list) => scopes.filter((scope) => list.includes(scope))),
});
export type ApiKeyInput = z.infer<typeof apiKeyInputSchema>;

export const apiKeySchema = z.object({
  id: z.uuid(),
  name: z.string(),
  /** The first characters, to tell keys apart. */
  prefix: z.string(),
  scopes: z.array(z.enum(scopes)),
  createdBy: z.string().nullable(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
});
export type ApiKeyView = z.infer<typeof apiKeySchema>;

export const apiKeyListSchema = z.object({ apiKeys: z.array(apiKeySchema) });

/** The only answer that ever holds a key: shown once, never again. */
export const createdApiKeySchema = z.object({ apiKey: apiKeySchema, key: z.string() });
export type CreatedApiKey = z.infer<typeof createdApiKeySchema>;

export const roleSchema = z.enum(roles, { error: `Choose from ${roles.join(', ')}.` });

export const roleChangeSchema = z.strictObject({ role: roleSchema });

export const memberSchema = z.object({
  userId: z.uuid(),
  name: z.string(),
  email: z.string(),
  role: z.enum(roles),
});
export type MemberView = z.infer<typeof memberSchema>;

/** After a change of role: how many of the keys they made ended with the role before. */
export const changedMemberSchema = memberSchema.extend({ revokedKeys: z.int() });
export type ChangedMember = z.infer<typeof changedMemberSchema>;

export const memberListSchema = z.object({ members: z.array(memberSchema) });

/** Until when sign-in is refused, in the one word that next-auth carries to the form. */
export function tooManyTriesCode(retryAt: Date): string {
  return `TooManyTries_${Math.ceil(retryAt.getTime() / 1000)}`;
}

/** Until when, where the word is such a refusal. */
export function retryAtOf(code: string | null | undefined): Date | null {
  const seconds = /^TooManyTries_(\d{1,12})$/.exec(code ?? '')?.[1];
  return seconds === undefined ? null : new Date(Number(seconds) * 1000);
}

/** Why somebody who came back from an issuer is not signed in, or their identity not linked. */
export const signInProblems = [
  'unknown_trip',
  'other_browser',
  'other_person',
  'replayed',
  'expired',
  'changed',
  'declined',
  'provider_refused',
  'not_trusted',
  'unreachable',
  'not_linked',
  'switched_off',
  'linked_to_another',
] as const;
export type SignInProblem = (typeof signInProblems)[number];

const returnTo = z.string().max(500, 'This is no page to return to.').default('/');

export const signInTripSchema = z.strictObject({ returnTo });

export const identityLinkSchema = z.strictObject({
  provider: z.string('Name an entry of the list.').max(31, 'There is no such way to sign in here.'),
  password: z.string('Type your password.').min(1, 'Type your password.').max(128, 'This is not your password.'),
  returnTo,
});

export const tripAnswerSchema = z.object({ authorizeUrl: z.string() });

export const identitySchema = z.object({
  id: z.uuid(),
  /** The id of the issuer's entry when it was linked, and what that was called. */
  provider: z.string(),
  label: z.string(),
  /** What the issuer called them last; for display only. */
  address: z.string().nullable(),
  /** The issuer is still one to sign in with. */
  offered: z.boolean(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
});
export type IdentityView = z.infer<typeof identitySchema>;

export const identityListSchema = z.object({ identities: z.array(identitySchema) });
