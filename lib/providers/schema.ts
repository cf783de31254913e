import { isOneLine } from '#lib/strings/is-one-line.ts';
import { known } from './generated/known.ts';
import { type KeyFile, readKeyFile } from './key-file.ts';
import { keyPemProblem } from './key-pem.ts';
import { parametersProblem } from './parameters.ts';
import type {
  GrantKind,
  KeyFileRule,
  OverrideAsked,
  ProviderRules,
  SecretRule,
  SettingRule,
  TextRule,
} from './types.ts';

export { type KeyFile, type KeyFileReading, readKeyFile } from './key-file.ts';
export { keyPemProblem } from './key-pem.ts';
export { queryProblem } from './parameters.ts';
export type { SendingLimit } from './types.ts';
/** All there are, in the order they are told. */
export const grantKinds = [
  'authorization_code',
  'client_credentials',
  'password',
  'none',
] as const satisfies readonly GrantKind[];

/** Whether an authorization server is asked with this grant; taken to be so where the grant is not known. */
export function asksForTokens({ grantKind }: { grantKind?: GrantKind | undefined }): boolean {
  return grantKind !== 'password' && grantKind !== 'none';
}

/** Each file of `known/` is a provider, named after it; nothing else lists them (decision 0018). */
export type ProviderId = keyof typeof known;

/** What is typed in for each provider, as plain data. Safe in the browser. */
export const providerRules: Record<ProviderId, ProviderRules> = known;

/** In the order they are offered: by their names, and after those what may be any server. */
export const providerIds = (Object.keys(known) as ProviderId[]).sort(
  (a, b) =>
    Number(isAnyServer(a)) - Number(isAnyServer(b)) ||
    providerRules[a].label.localeCompare(providerRules[b].label, 'en'),
) as [ProviderId, ...ProviderId[]];

/** Whether it stands for servers nobody knows beforehand: their addresses are typed in. */
export function isAnyServer(id: ProviderId): boolean {
  return providerRules[id].asks !== undefined;
}

/** The settings of its own that a provider asks for with this grant. */
export function settingsAsked({ settings }: Pick<ProviderRules, 'settings'>, grantKind: GrantKind): SettingRule[] {
  return settings.filter((rule) => rule.grantKinds?.includes(grantKind) ?? true);
}

/** The settings under `overrides` that must be typed in with this grant, because the provider has no value for them. */
export function overridesAsked({ asks = [] }: Pick<ProviderRules, 'asks'>, grantKind: GrantKind): OverrideAsked[] {
  return asks.filter((asked) => asked.grantKinds?.includes(grantKind) ?? true);
}

/** What is chosen in a setting with choices; the first where nothing is said. */
export function choiceOf(
  { settings: rules }: Pick<ProviderRules, 'settings'>,
  settings: Record<string, string | undefined>,
  name: string,
): string {
  const choices = rules.find((rule) => rule.name === name)?.choices ?? [];
  return settings[name] || (choices[0]?.value ?? '');
}

/** What a connection of this kind shows at its provider. */
export type SecretHolder = {
  provider: ProviderId;
  grantKind: GrantKind;
  settings?: Record<string, string> | undefined;
};

/** The rule of the secret that is shown with this grant and these settings; null where none is. */
export function secretRuleIn(
  rules: ProviderRules,
  grantKind: GrantKind,
  settings: Record<string, string> = {},
): SecretRule | null {
  const rule = rules.application[grantKind]?.clientSecret;
  if (!rule) return null;
  const other = rule.instead?.find(({ setting, value }) => choiceOf(rules, settings, setting) === value);
  return other ? other.rule : rule;
}

/** What is named where a connection shows nothing. */
const noSecret: SecretRule = { name: 'secret', label: 'Secret', maxLength: 0, shapes: [], hasEnd: false, madeIn: '' };

/** What a connection of this kind shows at its provider: the texts that speak of it take its name from here. */
export function secretRule({ provider, grantKind, settings }: SecretHolder): SecretRule {
  return secretRuleIn(providerRules[provider], grantKind, settings) ?? noSecret;
}

/** Whether a connection of this kind shows anything at all. */
export function showsSecret({ provider, grantKind, settings }: SecretHolder): boolean {
  return secretRuleIn(providerRules[provider], grantKind, settings) !== null;
}

/** What names an application at its provider; undefined where it was not given. */
export type Application = {
  clientId?: string | undefined;
  clientSecret?: string | undefined;
  settings?: Record<string, string> | undefined;
};

export type RuleProblem = { path: string[]; message: string };

/** The rule of the key file that a provider hands out for this grant; undefined where it hands out none. */
export function keyFileRule(rules: ProviderRules, grantKind: GrantKind): KeyFileRule | undefined {
  return rules.application[grantKind]?.clientSecret?.keyFile;
}

/** The fields that a key file fills for this grant: they may be left out beside it. */
export function filledByKey(rules: ProviderRules, grantKind: GrantKind): string[] {
  return keyFileRule(rules, grantKind)?.fills.map(({ field }) => field) ?? [];
}

function keyFileIn(rules: ProviderRules, grantKind: GrantKind, secret: string | undefined): KeyFile | null {
  const rule = keyFileRule(rules, grantKind);
  return rule && secret !== undefined ? readKeyFile(rule, secret).file : null;
}

const settingPrefix = 'settings.';

/** The application with what its key file says beside the key; as it was given where there is no such file. */
export function withKeyFile<T extends Application>(rules: ProviderRules, grantKind: GrantKind, application: T): T {
  const file = keyFileIn(rules, grantKind, application.clientSecret);
  if (!file) return application;
  const { clientId, ...rest } = file.fills;
  const settings = Object.entries(rest).map(([field, text]) => [field.slice(settingPrefix.length), text]);
  return {
    ...application,
    ...(clientId === undefined ? {} : { clientId: application.clientId ?? clientId }),
    settings: { ...Object.fromEntries(settings), ...application.settings },
  };
}

/** Where a key file belongs to another application than the one named here, by field: nothing where it is left out. */
export function keyFileDisagreements(
  rules: ProviderRules,
  grantKind: GrantKind,
  application: Application,
): RuleProblem[] {
  const file = keyFileIn(rules, grantKind, application.clientSecret);
  if (!file) return [];
  const { clientId, settings } = asStored(rules, grantKind, application);
  const named: Record<string, string | undefined> = {
    clientId,
    ...Object.fromEntries(Object.entries(settings ?? {}).map(([name, text]) => [`${settingPrefix}${name}`, text])),
  };
  const { owner, project } = file;
  const whose = project === '' ? owner : `${owner} of project ${project}`;
  return Object.entries(file.fills).flatMap(([field, text]) => {
    const rule = ruleOf(rules, grantKind, field);
    const here = named[field];
    if (!here || here === storedText(rule, text)) return [];
    const which = text === owner ? '' : `: its ${rule?.label ?? field} is ${text}`;
    return [{ path: field.split('.'), message: `This key belongs to ${whose}${which}, not to ${here}.` }];
  });
}

function ruleOf({ application, settings }: ProviderRules, grantKind: GrantKind, field: string): TextRule | undefined {
  if (field === 'clientId') return application[grantKind]?.clientId;
  return settings.find(({ name }) => field === `${settingPrefix}${name}`);
}

/**
 * What is wrong with the given texts by the provider's rules, by field. What was not given is nobody's fault here.
 * `chosen`: the settings by which a secret is read, where a change says nothing of them.
 */
export function applicationProblems(
  rules: ProviderRules,
  grantKind: GrantKind,
  application: Application,
  chosen = application.settings,
): RuleProblem[] {
  const { clientId, clientSecret, settings } = withKeyFile(rules, grantKind, application);
  // What a key file is to fill, and does not because it is wrong itself, is not missed too.
  const awaited = clientSecret === undefined ? [] : filledByKey(rules, grantKind);
  const idRule = rules.application[grantKind]?.clientId;
  const given: [string[], TextRule, string | undefined][] = [
    ...(idRule ? [[['clientId'], idRule, clientId] satisfies [string[], TextRule, string | undefined]] : []),
    // A setting that other grants do without is no missing field to the shape: it is empty here.
    ...settingsAsked(rules, grantKind).map((rule): [string[], TextRule, string | undefined] => [
      ['settings', rule.name],
      rule,
      settings &&
        (settings[rule.name] ??
          (mayBeLeftOut(rules, rule) && !awaited.includes(`${settingPrefix}${rule.name}`) ? '' : undefined)),
    ]),
  ];
  const wrong = given.flatMap(([path, rule, text]) => {
    if (text === undefined) return [];
    const message = settingProblem(rule, grantKind, text) ?? pastedSecretProblem(rule, text, application.clientSecret);
    return message === null ? [] : [{ path, message }];
  });
  const secret =
    clientSecret === undefined ? null : secretProblem(secretRuleIn(rules, grantKind, chosen), clientSecret);
  return [
    ...wrong,
    ...(secret === null ? [] : [{ path: ['clientSecret'], message: secret }]),
    ...keyFileDisagreements(rules, grantKind, application),
  ];
}

/** What stands in its own field too was pasted once too often: anybody may read the others. */
function pastedSecretProblem({ label }: TextRule, text: string, secret: string | undefined): string | null {
  const isSecret = text === secret && text.length >= 8;
  return isSecret ? `This is what stands in the field for the secret: enter the ${withinSentence(label)} here.` : null;
}

/** Whether a setting is no part of every request: not every grant asks for it, it may be empty, or a key file fills it. */
export function mayBeLeftOut(rules: ProviderRules, { name, grantKinds, choices, isOptional }: SettingRule): boolean {
  return (
    grantKinds !== undefined ||
    choices !== undefined ||
    isOptional === true ||
    rules.grantKinds.some((kind) => filledByKey(rules, kind).includes(`settings.${name}`))
  );
}

function settingProblem(rule: TextRule & Partial<SettingRule>, grantKind: GrantKind, text: string): string | null {
  const { choices, isOptional, isParameters } = rule;
  if (choices) return choiceProblem(choices, grantKind, text);
  if (isOptional && text === '') return null;
  return textProblem(rule, text) ?? (isParameters ? parametersProblem(text) : null);
}

function choiceProblem(choices: NonNullable<SettingRule['choices']>, grantKind: GrantKind, text: string) {
  const allowed = choices.filter(({ grantKinds }) => grantKinds?.includes(grantKind) ?? true);
  if (text === '' || allowed.some(({ value }) => value === text)) return null;
  return `Choose one of these: ${allowed.map(({ value }) => value).join(', ')}.`;
}

function secretProblem(rule: SecretRule | null, text: string): string | null {
  if (!rule) return text === '' ? null : 'Leave this empty: nothing is shown with these settings.';
  return (
    textProblem(rule, text) ??
    (rule.keyFile ? readKeyFile(rule.keyFile, text).problem : null) ??
    (rule.keyPem ? keyPemProblem(rule.keyPem, text) : null)
  );
}

function textProblem({ label, maxLength, isMultiline, shapes }: TextRule, text: string): string | null {
  const fits = (pattern: string) => new RegExp(pattern, 'i').test(text);
  const wrong = shapes.find(({ is, isNot }) => (is && !fits(is)) || (isNot && fits(isNot)));
  if (text === '') return wrong?.problem ?? `Enter the ${withinSentence(label)}.`;
  if (!isMultiline && !isOneLine(text)) return 'Use one line, without tabs or other control characters.';
  if (wrong) return wrong.problem;
  return text.length > maxLength ? `Use at most ${maxLength} characters.` : null;
}

/** An abbreviation keeps its capitals. */
function withinSentence(label: string): string {
  return /^\p{Lu}{2}/u.test(label) ? label : `${label.charAt(0).toLowerCase()}${label.slice(1)}`;
}

/** The texts as they are stored: without blanks around, and in lower case where the provider takes both. */
export function asStored<T extends Application>(rules: ProviderRules, grantKind: GrantKind, application: T): T {
  const { clientId, settings } = application;
  const stored = (field: string, text: string) => storedText(ruleOf(rules, grantKind, field), text);
  return {
    ...application,
    ...(clientId === undefined ? {} : { clientId: stored('clientId', clientId) }),
    ...(settings && {
      settings: Object.fromEntries(
        Object.entries(settings).map(([name, text]) => [name, stored(`${settingPrefix}${name}`, text)]),
      ),
    }),
  };
}

function storedText(rule: TextRule | undefined, text: string): string {
  return rule?.isCaseless ? text.trim().toLowerCase() : text.trim();
}
