import type { Endpoints, GrantKind, GuideStep, Provider, ProviderRules, TransportId } from '#lib/providers/index.ts';
import { choiceOf, providerRules } from '#lib/providers/schema.ts';

/** What the set-up form needs of a provider, as plain data that can travel to the browser. */
export type ProviderForm = ProviderRules & {
  id: Provider['id'];
  guide: GuideStep[];
  redirectUrl: string;
  /** The id of a connection that is not saved yet, where its redirect URL holds it. */
  newId: string | null;
  /** By what is chosen in the setting that decides them (`placesBy`); under the empty text where none does. */
  places: Record<string, Place>;
  /** Whether the operator lets a password go without encryption. */
  plainPasswords: 'allowed' | 'forbidden';
};

/** Where requests go, and for what. */
export type Place = {
  /** With `markOf(name)` where a setting of the provider's own goes. */
  endpoints: Endpoints;
  /** Of its own transports. */
  scopes: Partial<Record<TransportId, Partial<Record<GrantKind, string[]>>>>;
};

/** Where requests go with these settings. */
export function placeOf({ places, placesBy, settings: rules }: ProviderForm, settings: Record<string, string>): Place {
  const place = places[placesBy ? choiceOf({ settings: rules }, settings, placesBy) : ''];
  if (!place) throw new Error('every choice has its place');
  return place;
}

/** Stands for a setting that is not typed yet. Of letters only, so that it survives in any part of a URL. */
export function markOf(name: string): string {
  return `SETTING-${name}-HERE`;
}

type About = Pick<ProviderForm, 'redirectUrl' | 'newId' | 'plainPasswords'>;

/** A provider's data for its set-up form. */
export function providerForm(provider: Provider, { newId, ...about }: About): ProviderForm {
  const { id, guide } = provider;
  const rules = providerRules[id];
  const choices = rules.settings.find(({ name }) => name === rules.placesBy)?.choices ?? [{ value: '' }];
  const places = choices.map(({ value }) => [value, placeWith(provider, value)]);
  const ownId = rules.hasOwnRedirect ? newId : null;
  return { ...rules, ...about, id, guide, newId: ownId, places: Object.fromEntries(places) };
}

function placeWith(provider: Provider, choice: string): Place {
  const rules = providerRules[provider.id];
  const marks = rules.settings.map(({ name }) => [name, name === rules.placesBy ? choice : markOf(name)]);
  const settings: Record<string, string> = Object.fromEntries(marks);
  const scopesFor = (transport: TransportId) => {
    const access = provider.access(transport, settings);
    return { authorization_code: access.delegatedScopes, client_credentials: access.applicationScopes };
  };
  return {
    endpoints: provider.endpoints(settings),
    scopes: Object.fromEntries(rules.transports.map((transport) => [transport, scopesFor(transport)])),
  };
}
