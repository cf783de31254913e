import { type ProviderId, providerIds, providerRules } from '#lib/providers/schema.ts';
import type { OpenTexts } from './use-sentence.ts';

/** Where the values of a detail are named already; the others are under `activity.value`. */
const vocabularies: Record<string, string> = {
  from: 'nav.role',
  role: 'nav.role',
  grantKind: 'grantKind',
  transport: 'transport',
  scopes: 'keys.scope',
  'overrides.smtpSecurity': 'advanced.smtpSecurities',
  'proxy.kind': 'facts.proxyKind',
  'proxy.uses': 'facts.proxyFor',
};

/** These hold the id of a connection. */
export const connectionDetails: readonly string[] = ['replacedBy', 'clientSecretFrom'];

const fieldOf = (name: string) => name.replace(/^(overrides|settings)\./, '');

const isProvider = (id: unknown): id is ProviderId => providerIds.some((known) => known === id);

/** The rules of a setting of this name: of this provider or, where none is told, of any that has one. */
function settingsNamed(name: string, provider: string) {
  if (!name.startsWith('settings.')) return [];
  const ids = isProvider(provider) ? [provider] : providerIds;
  return ids.flatMap((id) => providerRules[id].settings.filter((rule) => rule.name === fieldOf(name)));
}

/** What a detail is called: the word of the form where it was typed, where there is one, or the provider's own. */
export function detailTerm(t: OpenTexts, name: string, provider = 'other'): string {
  const field = fieldOf(name);
  const [own] = settingsNamed(name, provider);
  if (own) return own.label;
  const inProxy = name.replace(/^proxy\b\.?/, '') || 'itself';
  const places = [`activity.detail.${field}`, `fields.${field}`, `advanced.${field}`];
  const key = (name.startsWith('proxy') ? [`activity.proxy.${inProxy}`] : places).find((key) => t.has(key));
  return key ? t(key) : name;
}

/** What a detail says, in words where its value is one of a few; a name or an address as it is. Some words are a provider's own. */
export function detailText(t: OpenTexts, name: string, value: unknown, provider = 'other'): string {
  if (value === null || value === '') return '–';
  if (name === 'provider' && isProvider(value)) return providerRules[value].label;
  if (name === 'overrides.caCertificate') {
    return t('activity.certificates', { count: String(value).split('-----BEGIN CERTIFICATE-----').length - 1 });
  }
  if (Array.isArray(value)) return value.map((each) => detailText(t, name, each, provider)).join(' · ');
  if (typeof value === 'object') return JSON.stringify(value);
  const choices = settingsNamed(name, provider).flatMap((rule) => rule.choices ?? []);
  const choice = choices.find((one) => one.value === value);
  if (choice) return choice.label;
  const key = `${vocabularies[name] ?? `activity.value.${fieldOf(name)}`}.${String(value).replaceAll(':', '_')}`;
  return t.has(key) ? t(key, { provider }) : String(value);
}
