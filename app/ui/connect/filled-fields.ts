import { filledByKey, keyFileRule, readKeyFile } from '#lib/providers/schema.ts';
import type { FormValues } from './form-values.ts';
import type { KeptSecret } from './kept-secret.ts';
import type { ProviderForm } from './provider-form.ts';

/**
 * What the fields that a key file fills say beside this text as the secret, by path: what the file tells or, without a
 * right one, what goes with the stored key, if there is one.
 */
export function filledFields(
  provider: ProviderForm,
  { grantKind }: Pick<FormValues, 'grantKind'>,
  kept: KeptSecret | null,
  secret: string,
): Record<string, string> {
  const rule = keyFileRule(provider, grantKind);
  if (!rule) return {};
  const { file } = readKeyFile(rule, secret);
  if (file) return file.fills;
  const stored = kept?.grantKind === grantKind ? kept : null;
  const settings = Object.entries(stored?.settings ?? {}).map(([name, text]) => [`settings.${name}`, text]);
  const had: Record<string, string> = { clientId: stored?.clientId ?? '', ...Object.fromEntries(settings) };
  return Object.fromEntries(filledByKey(provider, grantKind).map((path) => [path, had[path] ?? '']));
}
