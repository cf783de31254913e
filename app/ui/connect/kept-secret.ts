import { type ConnectionView, type SecretRecipient, secretRecipient, secretServers } from '#lib/connections/schema.ts';
import { type FormValues, providerValues } from './form-values.ts';
import type { ProviderForm } from './provider-form.ts';

type SecretServer = (typeof secretServers)[number];

/** A stored secret that need not be typed again, and where it was pasted to go. */
export type KeptSecret = Record<SecretRecipient, string> & {
  /** The connection it is copied from; null where the one that holds it is edited itself. */
  from: string | null;
};

/** The secret a form may keep: that of the candidate it edits, or of the connection it starts from. */
export function keptSecretOf(candidate: ConnectionView | null, copyOf: ConnectionView | null): KeptSecret | null {
  const holder = candidate ?? copyOf;
  if (!holder?.hasClientSecret) return null;
  const { provider, clientId, directoryId, endpoints } = holder;
  return { provider, clientId, directoryId, ...serversOf(endpoints), from: candidate ? null : holder.id };
}

/** As text, without the blanks around that a form takes away. */
function serversOf(endpoints: Record<SecretServer, string | number>): Record<SecretServer, string> {
  const texts = secretServers.map((server) => [server, String(endpoints[server]).trim()]);
  return Object.fromEntries(texts) as Record<SecretServer, string>;
}

/** What was changed so that the stored secret would go to another application or server; null while it may be kept. */
export function secretMovedBy(provider: ProviderForm, values: FormValues, kept: KeptSecret): SecretRecipient | null {
  const directoryId = values.directoryId.trim().toLowerCase();
  const endpoints = { ...providerValues(provider, { ...values, directoryId }), ...values.overrides };
  const typed: Record<SecretRecipient, string> = {
    provider: provider.id,
    clientId: values.clientId.trim().toLowerCase(),
    directoryId,
    ...serversOf(endpoints),
  };
  return secretRecipient.find((fact) => typed[fact] !== kept[fact]) ?? null;
}

/** Whether the form stands for "the secret stays": none is typed, and the stored one still goes where it was meant to. */
export function keepsSecret(provider: ProviderForm, values: FormValues, kept: KeptSecret | null): boolean {
  return kept !== null && values.clientSecret === '' && secretMovedBy(provider, values, kept) === null;
}
