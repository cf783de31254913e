import { baseValues } from './base-values.ts';
import { custom } from './custom.ts';
import { google } from './google.ts';
import { microsoft } from './microsoft.ts';
import { oauthMailProvider } from './oauth-mail.ts';
import { type ProviderId, providerIds, providerRules } from './schema.ts';
import { smtp } from './smtp.ts';
import type { Provider } from './types.ts';

/** Those that behave as no data could say. */
const byCode: Partial<Record<ProviderId, () => Provider>> = {
  google: () => google(baseValues().google),
  microsoft: () => microsoft(baseValues().microsoft),
  custom,
  smtp,
};

const made = new Map<ProviderId, Provider>();

/** A provider's data. Made at first use: the base values may come from PROVIDERS_FILE. */
export function provider(id: ProviderId): Provider {
  const one = made.get(id) ?? make(id);
  made.set(id, one);
  return one;
}

function make(id: ProviderId): Provider {
  const code = byCode[id];
  if (code) return code();
  const { oauthMail, ...rules } = providerRules[id];
  if (!oauthMail) throw new Error(`Neither data nor code says how ${id} behaves.`);
  return oauthMailProvider(id, { ...rules, oauthMail }, baseValues()[id]);
}

/** Every provider, in the order they are offered. */
export function providers(): Provider[] {
  return providerIds.map(provider);
}
