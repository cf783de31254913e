import { type ConnectionView, type SecretUse, secretMoves } from '#lib/connections/schema.ts';
import { asStored } from '#lib/providers/schema.ts';
import { type FormValues, providerValues } from './form-values.ts';
import type { ProviderForm } from './provider-form.ts';
import { proxyInputOf } from './proxy-values.ts';
import { typedSettings } from './typed-settings.ts';

/** A stored secret that need not be typed again, and where it was pasted to go. */
export type KeptSecret = SecretUse & {
  /** The connection it is copied from; null where the one that holds it is edited itself. */
  from: string | null;
  /** The provider told when it ends: no other day can be typed beside it. */
  isEndRead: boolean;
};

/** The secret a form may keep: that of the candidate it edits, or of the connection it starts from. */
export function keptSecretOf(candidate: ConnectionView | null, copyOf: ConnectionView | null): KeptSecret | null {
  const holder = candidate ?? copyOf;
  if (!holder?.hasClientSecret) return null;
  const { provider, grantKind, clientId, settings, endpoints, proxy } = holder;
  const isEndRead = holder.secretEndSource === 'provider';
  const from = candidate ? null : holder.id;
  return { provider, grantKind, clientId, settings, servers: endpoints, proxy, from, isEndRead };
}

/** What was changed so that the stored secret would go to another application or server; null while it may be kept. */
export function secretMovedBy(provider: ProviderForm, values: FormValues, kept: KeptSecret) {
  const { clientId, settings, grantKind } = asStored(provider, values.grantKind, {
    ...values,
    settings: typedSettings(provider, values),
  });
  const servers = { ...providerValues(provider, { ...values, settings }), ...values.overrides };
  return secretMoves(kept, {
    provider: provider.id,
    grantKind,
    clientId,
    settings,
    servers,
    proxy: proxyInputOf(values.proxy),
  });
}

/** Whether the form stands for "the secret stays": none is typed, and the stored one still goes where it was meant to. */
export function keepsSecret(provider: ProviderForm, values: FormValues, kept: KeptSecret | null): boolean {
  return kept !== null && values.clientSecret === '' && secretMovedBy(provider, values, kept) === null;
}
