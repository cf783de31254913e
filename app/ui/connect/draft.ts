import { z } from 'zod';
import { proxyKinds, proxyUses } from '#lib/connections/schema.ts';
import { grantKinds } from '#lib/providers/schema.ts';
import { transportIds } from '#lib/transports/schema.ts';
import { advancedFields, type FormValues } from './form-values.ts';

const draftSchema = z.object({
  grantKind: z.enum(grantKinds),
  transport: z.enum(transportIds),
  senderName: z.string(),
  senderAddress: z.string(),
  clientId: z.string(),
  settings: z.record(z.string(), z.string()),
  clientSecretExpiresAt: z.string(),
  sameUserName: z.boolean(),
  testRecipient: z.string(),
  proxy: z.object({
    kind: z.enum(['none', ...proxyKinds]),
    host: z.string(),
    port: z.string(),
    userName: z.string(),
    uses: z.array(z.enum(proxyUses)),
  }),
  overrides: z.partialRecord(z.enum(advancedFields), z.string()),
});

/**
 * Keeps what was typed for this tab, without the secrets; nor what cannot stand in its field, for it may be the secret,
 * pasted into the wrong one.
 */
export function keepDraft(key: string, values: FormValues, problems: Readonly<Record<string, unknown>>): void {
  const fitting = (name: string, text: string) => (name in problems ? '' : text);
  const settings = Object.entries(values.settings).map(([name, text]) => [name, fitting(`settings.${name}`, text)]);
  const kept = {
    ...values,
    clientId: fitting('clientId', values.clientId),
    senderAddress: fitting('senderAddress', values.senderAddress),
    testRecipient: fitting('testRecipient', values.testRecipient),
    settings: Object.fromEntries(settings),
    proxy: {
      ...values.proxy,
      host: fitting('proxy.host', values.proxy.host),
      port: fitting('proxy.port', values.proxy.port),
    },
    overrides: fittingOverrides(values, problems),
  };
  sessionStorage.setItem(key, JSON.stringify(draftSchema.parse(kept)));
}

/** A text of several lines may hold a key: none is kept that is not what belongs there. */
function fittingOverrides({ overrides }: FormValues, problems: Readonly<Record<string, unknown>>) {
  const { caCertificate, ...others } = overrides;
  const isFit = caCertificate !== undefined && !('overrides.caCertificate' in problems);
  return { ...others, ...(isFit ? { caCertificate } : {}) };
}

/** What was typed in this tab before it was left or reloaded; null when nothing was. */
export function readDraft(key: string): FormValues | null {
  const text = sessionStorage.getItem(key);
  if (text === null) return null;
  try {
    const { proxy, ...draft } = draftSchema.parse(JSON.parse(text));
    return { ...draft, clientSecret: '', proxy: { ...proxy, password: '' } };
  } catch {
    // Written by an older version of this page: typed anew rather than half understood.
    sessionStorage.removeItem(key);
    return null;
  }
}

export function dropDraft(key: string): void {
  sessionStorage.removeItem(key);
  sessionStorage.removeItem(`${key}.id`);
}
