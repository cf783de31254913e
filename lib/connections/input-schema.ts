import { z } from 'zod';
import { certificatesAlone } from '#lib/crypto/pem-schema.ts';
import { hostSchema, portSchema } from '#lib/egress/schema.ts';
import {
  applicationProblems,
  asStored,
  filledByKey,
  keyFileDisagreements,
  mayBeLeftOut,
  overridesAsked,
  type ProviderId,
  providerIds,
  providerRules,
  secretRule,
  showsSecret,
  withKeyFile,
} from '#lib/providers/schema.ts';
import type { GrantKind } from '#lib/providers/types.ts';
import { isOneLine } from '#lib/strings/is-one-line.ts';
import { nameProblem } from '#lib/strings/name-problem.ts';
import { smtpSecurities, type TransportId } from '#lib/transports/schema.ts';

/** What a connection is made and changed with. Safe in the browser; everybody takes it from schema.ts. */

export const address = z
  .string()
  .trim()
  .max(320, 'An e-mail address has at most 320 characters.')
  .pipe(z.email('Enter a full e-mail address, such as reports@contoso.com.'));

const oneLine = (what: string, max: number) =>
  z
    .string()
    .trim()
    .min(1, `Enter ${what}.`)
    .max(max, `Use at most ${max} characters.`)
    .refine(isOneLine, 'Use one line, without tabs or other control characters.');

const senderName = z
  .string()
  .trim()
  .min(1, { error: 'Enter the name recipients see.', abort: true })
  .max(200, 'Use at most 200 characters.')
  .superRefine((text, context) => {
    const message = nameProblem(text);
    if (message) context.addIssue({ code: 'custom', message });
  });

const url = z
  .string()
  .trim()
  .max(2048, 'Use at most 2048 characters.')
  .refine(isOneLine, 'Use one line, without tabs or other control characters.')
  .pipe(z.url({ protocol: /^https?$/, error: 'Enter a full URL, starting with https://.' }));

/** What differs from the provider's own values, or what it has no value for. */
export const overridesSchema = z
  .strictObject({
    issuer: url,
    authorizationEndpoint: url,
    tokenEndpoint: url,
    apiUrl: url,
    smtpHost: hostSchema('a host name', 'smtp.example.com'),
    smtpPort: portSchema(),
    smtpSecurity: z.enum(smtpSecurities, `Choose one of these: ${smtpSecurities.join(', ')}.`),
    caCertificate: z
      .string()
      .trim()
      .max(65_536, 'Use at most 64 KiB of PEM certificates.')
      .overwrite(certificatesAlone),
    scopes: z.array(oneLine('a scope', 500)).min(1, 'Name at least one scope.').max(20, 'Use at most 20 scopes.'),
    /** The authorization server promised to name itself in its answers (RFC 9207): one that does not is refused. */
    issInResponse: z.boolean(),
    saveToSentItems: z.boolean(),
  })
  .partial();

export const proxyKinds = ['http', 'socks5'] as const;
export const proxyUses = ['authorization', 'mail'] as const;

/** RFC 7617 §2: the first colon ends the user name; RFC 1929 §2: one byte counts the bytes of each. */
function checkProxySignIn({ kind, userName, password = '' }: ProxyInput, context: z.RefinementCtx): void {
  const complain = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
  if (kind === 'http' && userName.includes(':')) {
    complain('userName', 'The user name for an HTTP proxy cannot have a colon in it.');
  }
  for (const [field, text] of Object.entries({ userName, password })) {
    const isTooLong = kind === 'socks5' && new TextEncoder().encode(text).length > 255;
    if (isTooLong)
      complain(field, 'A SOCKS5 proxy takes at most 255 bytes, and letters beyond ASCII are more than one.');
  }
}

const proxyFields = z.strictObject({
  kind: z.enum(proxyKinds),
  host: hostSchema('the host name or address of the proxy', 'proxy.example.com'),
  port: portSchema(),
  userName: z.string().trim().max(255, 'Use at most 255 characters.').refine(isOneLine, 'Use one line.').default(''),
  password: z.string().max(255, 'Use at most 255 characters.').refine(isOneLine, 'Use one line.').optional(),
  uses: z.array(z.enum(proxyUses)).min(1, 'Say what goes through the proxy: authorization, mail, or both.'),
});
export type ProxyInput = z.infer<typeof proxyFields>;

/** The way through a proxy. A password left out of a change stays, for the same person at the same proxy. */
const proxyInput = proxyFields.superRefine(checkProxySignIn);

/** The settings that decide how a connection's texts are read. */
export type ConnectionKind = {
  provider: ProviderId;
  grantKind: GrantKind;
  transport: TransportId;
  settings?: Record<string, string> | undefined;
};

/** What is missing in the scopes under Advanced for this way, as a sentence; null when nothing is, or none are set. */
export function scopesProblem(
  { provider, grantKind, transport }: ConnectionKind,
  scopes: readonly string[] | undefined,
): string | null {
  if (!scopes) return null;
  const { signInScopes, sendScopes } = providerRules[provider];
  const toSend = sendScopes?.[transport];
  if (toSend && !toSend.oneOf.some((scope) => scopes.includes(scope))) return toSend.problem;
  const missing = grantKind === 'authorization_code' ? signInScopes.filter((scope) => !scopes.includes(scope)) : [];
  if (missing.length === 0) return null;
  const list = new Intl.ListFormat('en-GB').format(missing);
  return `Signing in also needs ${list}. Add what is missing, or reset the scopes.`;
}

const longDate = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** Why a secret that ends on this day (ISO date, UTC) cannot be used any more; null while it can. Today it still may. */
export function secretEndProblem(
  kind: Pick<ConnectionKind, 'provider' | 'grantKind' | 'settings'>,
  day: string,
): string | null {
  if (day >= new Date().toISOString().slice(0, 10)) return null;
  if (day < '2000') return 'Enter a date of this century.';
  const { name, madeIn } = secretRule(kind);
  const what = name === 'client secret' ? 'secret' : name;
  return `This ${what} ended on ${longDate.format(new Date(day))}; make a new one in ${madeIn}.`;
}

const copied = z.string().trim();

/** Whether what is shown there is a password. */
const asksPassword = (provider: ProviderId) => providerRules[provider].application.password !== undefined;

const secretFields = {
  clientSecret: copied,
  /** ISO date the secret ends, as the provider shows it. */
  clientSecretExpiresAt: z.iso.date({ error: 'Enter the date as year-month-day.', abort: true }).nullable(),
};

/** A password is judged as it was typed: without the blanks around it, it would be another. */
const secretFieldsOf = (provider: ProviderId) => ({
  ...secretFields,
  clientSecret: asksPassword(provider) ? z.string() : copied,
});

/** The settings only this provider has. What not every grant needs, or a key file tells, may be left out. */
function ownSettings(provider: ProviderId): z.ZodType<Record<string, string>> {
  const rules = providerRules[provider];
  const shape = rules.settings.map((rule) => {
    const { label, example } = rule;
    const field = copied.meta({ description: label, ...(example ? { examples: [example] } : {}) });
    return [rule.name, mayBeLeftOut(rules, rule) ? field.optional() : field];
  });
  const settings = z.strictObject(Object.fromEntries(shape)) as unknown as z.ZodType<Record<string, string>>;
  return rules.settings.every((rule) => mayBeLeftOut(rules, rule)) ? optional(settings) : settings;
}

/** May be left out of a request, and is there once that was read: the key file fills it. */
const optional = <T extends z.ZodType>(schema: T) => schema.optional() as unknown as T;

/** Whether the id of an application of this provider may be left out, because a key file tells it. */
const hasIdInKey = (provider: ProviderId) =>
  providerRules[provider].grantKinds.some((kind) => filledByKey(providerRules[provider], kind).includes('clientId'));

/** Whether nothing of this provider's has an id: there is no authorization server. */
const hasNoId = (provider: ProviderId) =>
  Object.values(providerRules[provider].application).every(({ clientId }) => clientId === undefined);

function fieldsOf(provider: ProviderId) {
  const { grantKinds, transports } = providerRules[provider];
  return z.strictObject({
    provider: z.literal(provider),
    grantKind: z.enum(grantKinds),
    transport: z.enum(transports),
    senderName,
    senderAddress: address,
    clientId: hasIdInKey(provider) || hasNoId(provider) ? optional(copied) : copied,
    settings: ownSettings(provider),
    ...secretFieldsOf(provider),
    overrides: overridesSchema,
    proxy: proxyInput.nullable().optional(),
    testRecipient: address.nullable().optional(),
  });
}

type Texts = {
  clientId?: unknown;
  clientSecret?: unknown;
  settings?: unknown;
  clientSecretExpiresAt?: unknown;
  overrides?: unknown;
};

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);
const recordOf = (value: unknown) =>
  (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;

/** Checks by the provider's rules, also where other fields are wrong: nobody wants to hear of one after the other. */
const byItsRules = { when: () => true };

function checkRules(kind: ConnectionKind, texts: Texts, context: z.RefinementCtx): void {
  const complain = (path: string[], message: string | null) => {
    if (message !== null) context.addIssue({ code: 'custom', path, message });
  };
  const application = {
    clientId: textOf(texts.clientId),
    clientSecret: textOf(texts.clientSecret),
    settings: texts.settings === undefined ? undefined : textsOf(texts.settings),
  };
  const rules = providerRules[kind.provider];
  for (const { path, message } of applicationProblems(rules, kind.grantKind, application, kind.settings)) {
    complain(path, message);
  }
  const day = textOf(texts.clientSecretExpiresAt);
  const isDay = z.iso.date().safeParse(day).success;
  // A certificate says itself when it ends.
  const isTold = secretRule(kind).keyPem !== undefined && application.clientSecret !== undefined;
  if (day !== undefined && isDay && !isTold) complain(['clientSecretExpiresAt'], secretEndProblem(kind, day));
  const overrides = recordOf(texts.overrides);
  if (Array.isArray(overrides.scopes)) complain(['overrides', 'scopes'], scopesProblem(kind, overrides.scopes));
  if (texts.overrides === undefined) return;
  for (const { name, message } of missingOverrides(kind, overrides)) complain(['overrides', name], message);
}

/** What this provider has no value for, and was not given. */
export function missingOverrides(
  { provider, grantKind }: Pick<ConnectionKind, 'provider' | 'grantKind'>,
  overrides: Record<string, unknown>,
): { name: string; message: string }[] {
  return overridesAsked(providerRules[provider], grantKind)
    .filter(({ name }) => overrides[name] === undefined)
    .map(({ name, label }) => ({ name, message: `Enter ${label}.` }));
}

/** A choice that is not named, or is none, is told by the shape: the rest is read as for the provider's first. */
function kindOf(
  provider: ProviderId,
  chosen: { grantKind?: unknown; transport?: unknown; settings?: unknown } = {},
): ConnectionKind {
  const { grantKinds, transports } = providerRules[provider];
  return {
    provider,
    grantKind: grantKinds.find((kind) => kind === chosen.grantKind) ?? grantKinds[0],
    transport: transports.find((one) => one === chosen.transport) ?? transports[0],
    settings: textsOf(chosen.settings),
  };
}

const textsOf = (settings: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(recordOf(settings)).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );

/** The redirect URL holds the id, and is needed at the authorization server before the connection is saved. */
const ownId = {
  id: z.uuid('Give a UUID, or leave it out.').describe('Its id, where the redirect URL was shown before.').optional(),
};

function inputSchemaOf(provider: ProviderId) {
  return fieldsOf(provider)
    .partial({ clientSecret: true, clientSecretExpiresAt: true })
    .extend({
      clientSecretFrom: z
        .uuid('Give the id of a connection.')
        .describe(
          'In place of clientSecret: another connection whose secret is copied, and the password of the same proxy where none is given. Same ids and token endpoint only.',
        )
        .optional(),
      ...((providerRules[provider].hasOwnRedirect ? ownId : {}) as typeof ownId),
    })
    .superRefine((input, context) => {
      // Where settings may be left out altogether, those that this grant asks for are still looked for.
      checkRules(kindOf(provider, input), { ...input, settings: input.settings ?? {} }, context);
    }, byItsRules)
    .superRefine((input, context) => checkSecretGiven(kindOf(provider, input), input, context))
    .superRefine((input, context) => checkIdGiven(kindOf(provider, input), input, context))
    .transform((input) => {
      const rules = providerRules[provider];
      const { settings = {}, clientId = hasNoId(provider) ? '' : undefined, ...rest } = input;
      const given = { ...rest, ...(clientId === undefined ? {} : { clientId }), settings };
      return asStored(rules, input.grantKind, withKeyFile(rules, input.grantKind, given));
    });
}

/** Where the shape lets the id be left out: that holds beside a key file only. */
function checkIdGiven({ provider, grantKind }: ConnectionKind, input: Texts, context: z.RefinementCtx): void {
  const isFilled =
    textOf(input.clientSecret) !== undefined && filledByKey(providerRules[provider], grantKind).length > 0;
  const isAsked = providerRules[provider].application[grantKind]?.clientId !== undefined;
  if (input.clientId !== undefined || isFilled || !isAsked) return;
  context.addIssue({ code: 'custom', path: ['clientId'], message: 'This field is missing.' });
}

function keptSchemaOf(provider: ProviderId) {
  return fieldsOf(provider)
    .omit({ clientSecret: true })
    .superRefine((input, context) => checkRules(kindOf(provider, input), input, context), byItsRules);
}

/** One schema for each provider; which one is meant, `provider` tells. */
function perProvider<T extends z.core.$ZodTypeDiscriminable>(schemaOf: (provider: ProviderId) => T) {
  const [first, ...others] = providerIds;
  const error = `Name one of these: ${providerIds.join(', ')}.`;
  return z.discriminatedUnion('provider', [schemaOf(first), ...others.map(schemaOf)], { error });
}

/**
 * A new connection. Its secret is typed, or copied on the server from another connection of the tenant (then with its
 * end, unless another is given).
 */
export const connectionInputSchema = perProvider(inputSchemaOf);
export type ConnectionInput = z.infer<typeof connectionInputSchema>;

type SecretGiven = { clientSecret?: string; clientSecretFrom?: string; clientSecretExpiresAt?: string | null };

function checkSecretGiven(kind: ConnectionKind, input: SecretGiven, context: z.RefinementCtx): void {
  const { clientSecret, clientSecretFrom, clientSecretExpiresAt } = input;
  const complain = (field: keyof SecretGiven, message: string) =>
    context.addIssue({ code: 'custom', path: [field], message });
  if (clientSecretFrom !== undefined) {
    if (clientSecret !== undefined)
      complain('clientSecretFrom', 'Give the secret, or where to copy it from, not both.');
    return;
  }
  if (!showsSecret(kind)) return;
  if (clientSecret === undefined) complain('clientSecret', 'This field is missing.');
  if (clientSecretExpiresAt === undefined && isEndAsked(kind))
    complain('clientSecretExpiresAt', 'This field is missing.');
}

/** A password has no end that anybody could name, and a certificate names its own. */
const isEndAsked = (kind: ConnectionKind) => kind.grantKind !== 'password' && !secretRule(kind).keyPem;

/** A form that changes a connection and leaves its secret as it is. */
export const keptSecretSchema = perProvider(keptSchemaOf);

/** A change of a candidate of this kind: any field; the secret only when a new one is typed. */
export function connectionChangeSchemaOf(kind: ConnectionKind) {
  const after = (change: { grantKind?: unknown; transport?: unknown; settings?: unknown }) =>
    kindOf(kind.provider, {
      grantKind: change.grantKind ?? kind.grantKind,
      transport: change.transport ?? kind.transport,
      settings: change.settings ?? kind.settings,
    });
  return fieldsOf(kind.provider)
    .omit({ provider: true })
    .partial()
    .superRefine((change, context) => checkRules(after(change), change, context), byItsRules)
    .transform((change) => asStored(providerRules[kind.provider], after(change).grantKind, change));
}
export type ConnectionChange = z.infer<ReturnType<typeof connectionChangeSchemaOf>>;

/** A connection as far as it says whose its key must be. */
export type KeyHolder = ConnectionKind & { clientId: string; settings: Record<string, string> };

/** Why this key file belongs to another application than the connection's, naming both; null where it does not. */
export function otherKeyProblem({ provider, grantKind, clientId, settings }: KeyHolder, secret: string): string | null {
  const application = { clientId, settings, clientSecret: secret };
  const [first] = keyFileDisagreements(providerRules[provider], grantKind, application);
  return first ? `${first.message} Use a key of the same account, or set up another connection.` : null;
}

/** A new secret for a connection in use: tried first, stored only when the provider takes it. */
export function replaceSecretSchemaOf(kind: ConnectionKind | KeyHolder) {
  return z.strictObject(secretFieldsOf(kind.provider)).superRefine((secret, context) => {
    checkRules(kind, secret, context);
    const message = 'clientId' in kind ? otherKeyProblem(kind, textOf(secret.clientSecret) ?? '') : null;
    if (message !== null) context.addIssue({ code: 'custom', path: ['clientSecret'], message });
  }, byItsRules);
}
export type SecretInput = z.infer<ReturnType<typeof replaceSecretSchemaOf>>;

/** For the description: what a change may hold, whichever provider the connection has. */
export const connectionChangeSchema = z.union(
  providerIds.map((provider) => connectionChangeSchemaOf(kindOf(provider))),
);
export const replaceSecretSchema = z.strictObject(secretFields);
